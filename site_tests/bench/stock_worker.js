self.onmessage = async ({ data: { folder, lock } }) => {
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: folder, lockFileURL: lock });
  await python.loadPackage("numpy");
  postMessage(python.runPython("import numpy; str(numpy.ones((3, 2)) @ numpy.ones(2))"));
};
