'use strict';
/*
 * The one place that refuses a Node too old for this project's programs: in one sentence, before anything else is
 * loaded. It is the head of every bundle (esbuild.program.cjs), and runs before the scripts of package.json. Written
 * in the JavaScript of 2009, as it is the old Nodes that have to read it.
 */
var oldest = '20.19';

/** Ends the process with exit code 1 on a Node older than `oldest`. */
function refuseOlderThan(oldest) {
  var version = process.versions.node;
  var has = version.split('.').map(Number);
  var needs = oldest.split('.').map(Number);
  if (has[0] < needs[0] || (has[0] === needs[0] && has[1] < needs[1])) {
    process.stderr.write(
      'This needs Node.js ' + oldest + ' or newer, and this is Node.js ' + version + '.\n',
    );
    process.exit(1);
  }
}

module.exports = {
  oldest: oldest,
  // With the directive, which after other code would be none any more.
  banner: '"use strict";(' + String(refuseOlderThan) + ')(' + JSON.stringify(oldest) + ');',
};

if (require.main === module) {
  refuseOlderThan(oldest);
}
