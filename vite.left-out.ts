import type { Plugin } from 'vite';

/** Stands in for every export: may be constructed, as owners do unasked, but not called. */
const STUB = `function leftOut() {
  if (new.target === undefined) throw new Error('Left out of this build (see vite.left-out.ts).');
}`;

/**
 * Leaves modules out of a build whose owner imports them for methods that the app never calls: no
 * bundler can tell that of a class. Make sure that the methods it does call do without them. A path
 * that has moved fails the build. Only builds: in development nothing is gained by it.
 *
 * `owner` is a package, `modules` are paths inside of it without their extension.
 */
export function leaveOut(owner: string, modules: readonly string[]): Plugin {
  const folder = `/node_modules/${owner}/`;
  const unseen = new Set(modules);

  return {
    name: `left-out:${owner}`,
    apply: 'build',
    transform: {
      filter: { id: modules.map((path) => `**${folder}${path}.js`) },
      handler(code, id) {
        unseen.delete(id.slice(id.lastIndexOf(folder) + folder.length).replace(/\.js$/, ''));
        const names = this.parse(code).body.flatMap((node) => {
          if (node.type === 'ExportDefaultDeclaration') return ['default'];
          if (node.type !== 'ExportNamedDeclaration') return [];
          const { declaration } = node;
          const declared =
            declaration === null
              ? node.specifiers.map(({ exported }) => exported)
              : declaration.type === 'VariableDeclaration'
                ? declaration.declarations.map((one) => one.id)
                : [declaration.id];
          return declared.flatMap((one) => (one?.type === 'Identifier' ? one.name : []));
        });
        const list = names.map((name) => `leftOut as ${name}`).join(', ');
        return { code: `${STUB}\nexport { ${list} };`, map: null, moduleSideEffects: false };
      },
    },
    buildEnd(failure) {
      const used = [...this.getModuleIds()].some((id) => id.includes(folder));
      if (failure === undefined && used && unseen.size > 0) {
        this.error(`Not part of ${owner} any more: ${[...unseen].join(', ')}. See vite.config.ts.`);
      }
    },
  };
}
