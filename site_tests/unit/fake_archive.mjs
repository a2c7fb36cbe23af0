/** An archive as image/file_system.ts reads it. @param {Record<string, string>} files */
export function archiveOf(files) {
  const entries = Object.entries(files).map(([name, text]) => {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt32LE(text.length, 22);
    header.writeUInt16LE(name.length, 26);
    return Buffer.concat([header, Buffer.from(name + text)]);
  });
  return Uint8Array.from(Buffer.concat([...entries, Buffer.alloc(4)]));
}
