// The packages lie beside the application, in /srv/node_modules.
module.exports = { outputFileTracingRoot: '/srv', turbopack: { root: '/srv' }, serverExternalPackages: ['pg'] };
