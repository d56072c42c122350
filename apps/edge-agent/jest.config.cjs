// Most of the time its tests wait, for processes to start and for the second between two CONNECTs: four fit on two cores.
module.exports = {
  displayName: 'edge-agent',
  maxWorkers: 4,
  preset: '../../jest.preset.js',
};
