'use strict'; // said here, as esbuild adds it or not, by which import it finds first

/** Stands in the bundle for what a package loads but no call of ours reaches. Says so when one does. */
class AbsentModule {
  constructor() {
    throw new Error('this package was left out of the function bundle, see infra/build/left-out.ts');
  }
}

module.exports = AbsentModule;
module.exports.default = AbsentModule;
