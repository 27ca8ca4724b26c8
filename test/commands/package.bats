#!/usr/bin/env bats
# The package as people install it: what is in it, and that it works from any folder.
# shellcheck disable=SC2154 # bats sets BATS_*, run sets output, lines and stderr
# shellcheck disable=SC2016 # the single quotes hold code for others
# shellcheck disable=SC2030,SC2031 # each test is a subshell

bats_require_minimum_version 1.5.0

setup_file() {
  cd "${BATS_TEST_DIRNAME}/../.." || return
  # npm pack makes dist/ anew, which the file that runs beside this one is using: it does so in a copy.
  local tree=${BATS_FILE_TMPDIR}/tree
  mkdir "${tree}"
  git ls-files -z | xargs -0 cp --no-dereference --parents --target-directory="${tree}"
  ln -s "${PWD}/node_modules" "${tree}"
  (cd "${tree}" && npm pack --silent --pack-destination "${BATS_FILE_TMPDIR}") >/dev/null
  npm install --silent --global --prefer-offline --no-audit --no-fund --fetch-retries 5 --prefix "${BATS_FILE_TMPDIR}/prefix" "${BATS_FILE_TMPDIR}"/netgen-*.tgz
  export PATH="${BATS_FILE_TMPDIR}/prefix/bin:${PATH}"
}

setup() {
  cd "${BATS_TEST_TMPDIR}" || return
}

@test "the package holds the program, its pages and its texts, and nothing else" {
  run -0 tar --list --file "$(echo "${BATS_FILE_TMPDIR}"/netgen-*.tgz)"
  for line in "${lines[@]}"; do
    [[ ${line} =~ ^package/(dist/((cli|worker|commands|elk-thread)\.js|site\.js|remark-netgen\.(mjs|d\.mts)|program\.js|elk\.js|LICENSES|(program|commands|elk)-[0-9a-z.-]+\.cache|package\.json)|docs/diagnostics/.*\.md|docs/(reference/)?language\.md|src/kinds/[a-z]+/[a-z-]+\.md|templates/init/tutorial\.md|(README|CHANGELOG)\.md|LICENSE|package\.json)$ ]]
  done
  [[ ${output} == *package/dist/cli.js* && ${output} == *package/dist/LICENSES* ]]
  [[ ${output} == *package/docs/diagnostics/duplicate-address.md* ]]
  [[ ${output} == *package/templates/init/tutorial.md* ]]
  run -0 tar --extract --to-stdout --file "$(echo "${BATS_FILE_TMPDIR}"/netgen-*.tgz)" package/dist/LICENSES
  for name in commander diff elkjs handlebars minisearch remark-gfm shiki yaml; do
    [[ ${output} =~ (^|[[:space:]])${name}\ [0-9]+\.[0-9]+ ]]
  done
}

@test "the package is small" {
  size=$(stat --format %s "${BATS_FILE_TMPDIR}"/netgen-*.tgz)
  echo "# package: $((size / 1024)) KiB" >&3
  ((size < 4200 * 1024))
}

@test "the program works from any folder: init, check, build, inspect, explain, schema" {
  run -0 --separate-stderr netgen init lesson.md
  [[ ${output} == lesson.md ]]
  run -0 --separate-stderr netgen check lesson.md
  [[ ${output} == *' check'*' hold'* ]]
  run -0 netgen build lesson.md
  [[ -x generated/lesson/setup.sh && -x generated/lesson/teardown.sh ]]
  run -0 netgen build lesson.md --check
  run -0 --separate-stderr netgen inspect lesson.md --format json
  run -0 node -p 'JSON.parse(process.argv[1]).labs[0].nodes[1].interfaces[0].addresses[0].address' "${output}"
  [[ ${output} == 192.0.2.2/24 ]]
  run -0 --separate-stderr netgen explain duplicate-address
  [[ ${lines[0]} == '# duplicate-address' ]]
  run -0 --separate-stderr netgen explain overlap
  [[ ${lines[0]} == '# subnet and overlap' ]]
  netgen schema >schema.json
  run -0 node -p 'JSON.parse(fs.readFileSync("schema.json", "utf8")).type'
  [[ ${output} == object ]]
}

@test "the end of a pipe's reader is no error and says nothing" {
  run -0 --separate-stderr bash -o pipefail -c 'netgen schema | head -n 1; exit "${PIPESTATUS[0]}"'
  [[ ${output} == '{' ]]
  [[ ${stderr} == '' ]]
}

@test "a Node that is too old can read what says so" {
  cd "${BATS_TEST_DIRNAME}/../.."
  # To esbuild, nothing in it has to be written in older words.
  run -0 node --input-type=module --eval '
    import { readFileSync } from "node:fs";
    import { transform } from "esbuild";
    const source = readFileSync("dist/cli.js", "utf8");
    const [as, was] = await Promise.all(["esnext", "node10"].map((target) => transform(source, { target })));
    console.log(as.code === was.code);'
  [[ ${output} == true ]]
}

@test "colour is for terminals, and NO_COLOR turns it off there too" {
  printf '# A\n\n```topology\nlab: a\nnodes: [x]\nlonks: []\n```\n' >bad.md
  escape=$'\e['
  run -1 netgen check bad.md
  [[ ${output} != *"${escape}"* ]]
  unset NO_COLOR
  export TERM=xterm
  run script --quiet --return --command 'netgen check bad.md' /dev/null
  [[ ${output} == *"${escape}"* ]]
  NO_COLOR=1 run script --quiet --return --command 'netgen check bad.md' /dev/null
  [[ ${output} != *"${escape}"* ]]
}

@test "the program needs none of the compiled code that comes with it" {
  copy=${BATS_TEST_TMPDIR}/copy
  cp --recursive "${BATS_FILE_TMPDIR}/prefix/lib/node_modules/netgen" "${copy}"
  for damage in true 'truncate --size 1000' 'truncate --size 0' 'chmod 000' rm; do
    # shellcheck disable=SC2086 # the words of a command
    find "${copy}/dist" -name '*.cache' -exec ${damage} {} ';'
    run -0 node "${copy}/dist/cli.js" schema
    [[ ${lines[0]} == '{' ]]
  done
}

@test "another set of V8's flags gets code of its own" {
  run -0 node --no-opt --max-lazy "${BATS_FILE_TMPDIR}/prefix/bin/netgen" schema
  [[ ${lines[0]} == '{' ]]
}

@test "several threads give the same files and the same reports as one" {
  mkdir many
  for number in {10..59}; do
    sed "s/^lab: .*/lab: lesson-${number}/" "${BATS_TEST_DIRNAME}/../../tutorials/01-two-namespaces.md" >"many/${number}.md"
  done
  taskset --cpu-list "$(taskset --cpu-list --pid $$ | grep --only-matching '[0-9]*$')" netgen build many --out one >one.out
  netgen build many --out several >several.out
  diff --recursive one several
  diff one.out <(sed s/^several/one/ several.out)
  for number in 17 38 53; do sed --in-place 's/^nodes:/nodse:/' "many/${number}.md"; done
  run -1 --separate-stderr netgen check many --format json
  echo "${output}" >reports.json
  run -0 node -p 'JSON.parse(require("fs").readFileSync("reports.json")).diagnostics.map(({ file }) => file).join(" ")'
  [[ ${output} == 'many/17.md many/38.md many/53.md' ]]
}

@test "remark-netgen is in it: a plugin for a pipeline of somebody's own, with types" {
  mkdir -p project/node_modules
  cp --recursive "${BATS_FILE_TMPDIR}/prefix/lib/node_modules/netgen" project/node_modules/
  cd project
  # What the project has besides: the pipeline. It is found above the folder of the test.
  ln -s "${BATS_TEST_DIRNAME}/../../node_modules" ../node_modules
  cp "${BATS_TEST_DIRNAME}/../../tutorials/02-bridge.md" lesson.md
  cat >pipeline.mjs <<'END'
import { readFileSync } from 'node:fs';
import { remarkNetgen } from 'netgen/remark-netgen';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { VFile } from 'vfile';

const file = new VFile({ path: 'lesson.md', value: readFileSync('lesson.md') });
const processor = unified().use(remarkParse).use(remarkNetgen, { base: 'https://example.org/lab' }).use(remarkRehype);
const tree = await processor.run(processor.parse(file), file);
const count = (name, node = tree) =>
  (node.tagName === name ? 1 : 0) + (node.children ?? []).reduce((sum, child) => sum + count(name, child), 0);
console.log(count('details') > 8 && count('details') === count('summary'), file.messages.length);
END
  run -0 node pipeline.mjs
  [[ ${output} == 'true 0' ]]
  cat >pipeline.ts <<'END'
import { type Options, remarkNetgen } from 'netgen/remark-netgen';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const options: Options = { language: 'zh-CN', folds: 'html' };
unified().use(remarkParse).use(remarkNetgen, options);
// @ts-expect-error There is no such language.
unified().use(remarkParse).use(remarkNetgen, { language: 'tlh' });
END
  run -0 "${BATS_TEST_DIRNAME}/../../node_modules/.bin/tsc" --noEmit --strict --target es2023 --module nodenext --types '' pipeline.ts
}

@test "npx finds the program in a clone" {
  cd "${BATS_TEST_DIRNAME}/../.."
  version=$(node -p 'require("./package.json").version')
  run -0 npx --no-install netgen --version
  [[ ${output} == "${version}" ]]
}
