/** The look of the documentation, light and dark by the system. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --code: light-dark(#f4f4f2, #1d1f21); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); font: 15px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav h1 { font-size: 1.2rem; margin: 0; }
nav h2 { font-size: .95rem; margin: 1rem 0 .2rem; text-transform: capitalize; }
main { padding: 1rem 2rem 4rem; max-width: 62rem; }
main h2 { text-transform: capitalize; }
section { border-top: 1px solid var(--line); padding: .5rem 0 1rem; }
h3 { margin: .5rem 0; }
h4 { margin: 1rem 0 0; }
.call, pre { background: var(--code); border-radius: 4px; }
.call { padding: .3rem .5rem; }
pre { padding: .7rem; overflow: auto; font-size: 13px; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { font-weight: 500; font-family: ui-monospace, monospace; white-space: nowrap; }
summary { cursor: pointer; margin: .3rem 0; }
a { color: light-dark(#0b57d0, #8ab4f8); text-decoration: none; }
a:hover { text-decoration: underline; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;
