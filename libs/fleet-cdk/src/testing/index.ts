export { checkedApp, synthesise, synthesiseBySchemas } from './checked-synthesis';
export { EmptyBundles } from './empty-bundles';
