// The pipeline: Markdown in, files in memory and diagnostics out. Pure: no file is read or written here.
