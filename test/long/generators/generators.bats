# Site generators take the pages of generated/ as they are: every page comes out, with its text, code, links and front matter.
# What each is told is in its folder here, and in docs/how-to/publish.md.
# shellcheck disable=SC2154 # Bats sets BATS_*, run sets output and status

setup_file() {
  bats_require_minimum_version 1.5.0
  local here=$BATS_TEST_DIRNAME
  export tree=$BATS_FILE_TMPDIR root=$here/../../..
  node "$root/dist/cli.js" build --out "$tree/generated" "$root/tutorials" "$here/tutorials" >"$tree/build" 2>&1 || {
    cat "$tree/build"
    return 1
  }
}

# site GENERATOR: a folder for its site, with the configuration and the pages in it.
site() {
  cp --recursive "$BATS_TEST_DIRNAME/$1" "$tree/$1"
  cp --recursive "$tree/generated" "$tree/$1/generated"
  cd "$tree/$1" || return
}

# compare SITE [TAB]: what came out, with the pages.
compare() {
  run -0 node "$BATS_TEST_DIRNAME/compare.js" "$tree/generated" "$@"
  [[ ${lines[0]} =~ ^[1-9][0-9]*\ pages,\ 0\ problems$ ]]
}

@test "Hugo" {
  site hugo
  hugo --quiet --cacheDir "$tree/cache"
  compare public
}

@test "Jekyll" {
  site jekyll
  jekyll build --quiet --disable-disk-cache
  compare _site/generated
}

@test "MkDocs" {
  site mkdocs
  mkdocs build --quiet --strict
  compare site 4 # Python-Markdown has no tabs
}

@test "what compares them sees what is missing" {
  site hugo
  hugo --quiet --cacheDir "$tree/cache" --destination whole
  damaged() {
    rm -rf -- public
    cp --recursive whole public
    eval "$1"
    run -1 node "$BATS_TEST_DIRNAME/compare.js" "$tree/generated" public
    [[ $output == *"$2"* ]]
  }
  damaged 'rm public/02-bridge/tutorial.html' '02-bridge/tutorial.md: no page came out'
  damaged 'rm public/02-bridge/setup.sh' '02-bridge/tutorial.md: setup.sh leads nowhere'
  damaged 'sed -i s/netns/nets/ public/02-bridge/tutorial.html' 'code block'
  damaged 'sed -i "s/foot in it/foot in/" public/02-bridge/tutorial.html' 'text is not there'
  damaged 'sed -i "s/<summary>//" public/02-bridge/tutorial.html' 'a fold without its summary'
  damaged 'sed -i "s/<title>.*</<title></" public/02-bridge/tutorial.html' 'the title is not'
  damaged 'echo 60481729 >>public/hostile/tutorial.html' 'was reckoned'
}
