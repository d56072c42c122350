export { openAnswerAddress, type AnswerAddress } from './answer-address';
