/** Looking for words in an evening that is played again (R120). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { countUpTo, excerpt, marked, wordsOf } from "../../static/js/archive/hits.js";

const shown = (text, query) =>
  marked(text, wordsOf(query)).map(({ text: piece, found }) => (found ? `[${piece}]` : piece)).join("");

test("words are looked for without case, ё as е", () => {
  assert.deepEqual(wordsOf("  ЁЛКА  и  Шар "), ["елка", "и", "шар"]);
  assert.deepEqual(wordsOf("   "), []);
});

test("every find is marked, as it was written", () => {
  assert.equal(shown("Ёлка! Какая ёлка, а елки нет", "елка"), "[Ёлка]! Какая [ёлка], а елки нет");
  assert.equal(shown("раз два раз", "два раз"), "[раз] [два] [раз]");
  assert.equal(shown("ничего", "нет"), "ничего");
  assert.equal(shown("кинотеатр", "кино кинотеатр"), "[кинотеатр]");
  assert.equal(shown("<b>кино</b> .*", ".*"), "<b>кино</b> [.*]");
});

test("no text is lost or doubled by its marks, whatever letters it has", () => {
  for (const text of ["", "ааааа", "İstanbul aа", "🎬🎬 кино 🎬", "א кино ב"]) {
    assert.equal(marked(text, wordsOf("а кино")).map((piece) => piece.text).join(""), text);
  }
});

test("of a long text the part with the find is shown", () => {
  const text = `${"слово ".repeat(60)}поворот\nи конец`;
  const part = excerpt(text, ["поворот"]);
  assert.match(part, /^…(слово )+поворот и конец$/);
  assert.ok(part.length < 80);
  assert.equal(excerpt("коротко  и\nясно", ["ясно"]), "коротко и ясно");
  assert.equal(excerpt(`${"а".repeat(200)}поворот`, ["поворот"]), "…поворот");
});

test("what was written later in the film is not counted before", () => {
  const lines = [0, 10, 10, 50].map((place) => ({ place }));
  assert.deepEqual([0, 9.96, 49, Infinity].map((place) => countUpTo(lines, place)), [1, 3, 3, 4]);
});
