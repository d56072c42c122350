export { defined, type Defined } from './defined';
