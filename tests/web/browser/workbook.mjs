/* A workbook as offices save it, as far as a test needs it: one sheet of texts, numbers and days. */
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1; return n; });
const crc = bytes => ~bytes.reduce((c, b) => TABLE[(c ^ b) & 255] ^ c >>> 8, -1) >>> 0;

function zip(parts) {
  const files = [], directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text), title = Buffer.from(name), common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(33, 8); /* a day that exists */
    common.writeUInt32LE(crc(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(title.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    files.push(Buffer.from("PK\x03\x04"), common, title, data);
    directory.push(Buffer.from("PK\x01\x02\x14\0"), common, rest, title);
    at += 30 + title.length + data.length;
  }
  const middle = Buffer.concat(directory), end = Buffer.alloc(22), n = Object.keys(parts).length;
  end.write("PK\x05\x06");
  end.writeUInt16LE(n, 8);
  end.writeUInt16LE(n, 10);
  end.writeUInt32LE(middle.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, middle, end]);
}

const escape = text => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
const cell = value => value === null ? "<c/>" : value instanceof Date ? `<c s="1"><v>${value / 86400000 + 25569}</v></c>`
  : typeof value === "number" ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${escape(value)}</t></is></c>`;

export function workbook(rows) {
  const space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relations = list => "<Relationships>" + list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${space}/${type}" Target="${target}"/>`).join("") + "</Relationships>";
  return zip({
    "_rels/.rels": relations([["a", "officeDocument", "xl/workbook.xml"]]),
    "xl/_rels/workbook.xml.rels": relations([["b", "worksheet", "sheet.xml"], ["c", "styles", "styles.xml"]]),
    "xl/workbook.xml": `<workbook xmlns:r="${space}"><sheets><sheet name="List" r:id="b"/></sheets></workbook>`,
    "xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>",
    "xl/sheet.xml": `<worksheet><sheetData>${rows.map(r => `<row>${r.map(cell).join("")}</row>`).join("")}</sheetData></worksheet>`,
  });
}
