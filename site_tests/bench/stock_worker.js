self.onmessage = async ({ data: { folder, lock, program, packages } }) => {
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: folder, lockFileURL: lock });
  await python.loadPackage(packages);
  let printed = "";
  python.setStdout({ batched: (line) => (printed += `${line}\n`) });
  python.runPython(program);
  postMessage(printed);
};
