export { namedPath, pathOfUser } from './user-paths';
