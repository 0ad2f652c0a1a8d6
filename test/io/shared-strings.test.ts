import { describe, expect, it } from 'vitest';
import { SharedStrings } from '../../src/io/shared-strings.ts';
import { sourceError, stringsXml } from './workbook-fixtures.ts';

const STRINGS = stringsXml('<si><t>zero</t></si><si><t>电压/V</t></si>');

function strings(xml = STRINGS): SharedStrings {
  return new SharedStrings('raw/a.xlsx', 'xl/sharedStrings.xml', Buffer.from(xml));
}

describe('shared strings', () => {
  it('are plain, rich, empty, in CDATA, and without phonetic runs', () => {
    const table = strings(
      stringsXml(
        '<si><t>plain &amp; simple</t></si><si/><si><t/></si><si><r><rPr><b/></rPr><t>Sp</t></r><r><t xml:space="preserve">ec </t></r></si><si><t>課</t><rPh sb="0" eb="1"><t>か</t></rPh><phoneticPr fontId="1"/></si><si><t>a<![CDATA[<b>]]>c</t></si><si><t><![CDATA[&amp;]]></t></si><si><t>_x0041__x005F_</t></si><si><t>__proto__</t></si><extLst><si><t>no</t></si></extLst>',
      ),
    );
    const all = Array.from({ length: table.length }, (_, i) => table.get(i));
    expect(all).toEqual(['plain & simple', '', '', 'Spec ', '課', 'a<b>c', '&amp;', 'A_', '__proto__']);
    expect(table.get(0)).toBe('plain & simple');
  });

  it('are kept beyond the first capacity', () => {
    const table = strings(stringsXml(Array.from({ length: 5000 }, (_, i) => `<si><t>s${i}</t></si>`).join('')));
    expect(table.length).toBe(5000);
    expect([table.get(0), table.get(1024), table.get(4999)]).toEqual(['s0', 's1024', 's4999']);
  });

  it('that are none are refused with the name of the part', async () => {
    for (const xml of ['<worksheet/>', '<sst><si><t>x</t>', `<!DOCTYPE sst>${STRINGS}`]) {
      const error = await sourceError((async () => strings(xml))());
      expect(error.place).toBe('xl/sharedStrings.xml');
    }
  });
});
