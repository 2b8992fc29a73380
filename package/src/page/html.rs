//! The few forms of HTML that pages for people are made of: receipts here, reports of `sealpost-verify`. Everything that
//! goes in is escaped here and nowhere else.

use std::fmt::Write;

/// A page in the making: one file without script or outside resource, fit to be printed.
#[derive(Debug)]
pub struct Html(String);

impl Html {
    /// Begins a page in a language, by its tag.
    #[must_use]
    pub fn new(language: &str, title: &str) -> Self {
        let mut html = Self(String::new());
        html.raw("<!doctype html>\n<html lang=\"");
        html.text(language);
        html.raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
        // The page must look the same in twenty years and tell nobody that it was read.
        html.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        );
        html.raw("<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
        html.text(title);
        html.raw("</title>\n<style>");
        html.raw(STYLE);
        html.raw("</style>\n</head>\n<body>\n");
        html
    }

    /// Writes a paragraph, a heading or another element that holds text only.
    pub fn element(&mut self, tag: &'static str, class: &'static str, text: &str) {
        self.cell(tag, class, text);
        self.raw("\n");
    }

    /// Writes a titled table of two columns; none if it has no rows.
    pub fn table(&mut self, title: &str, rows: &[(String, String)]) {
        if rows.is_empty() {
            return;
        }
        self.element("h2", "", title);
        self.raw("<table>\n");
        for (name, value) in rows {
            self.raw("<tr><th>");
            self.text(name);
            self.raw("</th><td>");
            self.text(value);
            self.raw("</td></tr>\n");
        }
        self.raw("</table>\n");
    }

    /// Writes a table with a head over its columns. A row begins with the class of its first cell.
    pub fn grid<const COLUMNS: usize>(
        &mut self,
        head: &[String; COLUMNS],
        rows: impl Iterator<Item = (&'static str, [String; COLUMNS])>,
    ) {
        self.raw("<table class=\"grid\">\n<tr>");
        for name in head {
            self.cell("th", "", name);
        }
        self.raw("</tr>\n");
        for (class, row) in rows {
            self.raw("<tr>");
            for (at, value) in row.iter().enumerate() {
                self.cell("td", if at == 0 { class } else { "" }, value);
            }
            self.raw("</tr>\n");
        }
        self.raw("</table>\n");
    }

    /// Ends the page.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.raw("</body>\n</html>\n");
        self.0
    }

    fn cell(&mut self, tag: &'static str, class: &'static str, text: &str) {
        let _ = match class {
            "" => write!(self.0, "<{tag}>"),
            class => write!(self.0, "<{tag} class=\"{class}\">"),
        };
        self.text(text);
        let _ = write!(self.0, "</{tag}>");
    }

    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                // Bidirectional overrides could make a name read as another one.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    let _ = write!(self.0, "U+{:04X}", u32::from(character));
                }
                _ => self.0.push(character),
            }
        }
    }
}

const STYLE: &str = "\
body{max-width:52rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#1a1a1a}\
.label{margin:0;color:#555}\
.number{margin:0;font-size:2.6rem;font-weight:700;letter-spacing:.02em}\
.headline{margin:.2rem 0 1rem;font-size:1.5rem}\
.good{color:#0a6b2d}.open{color:#7a5200}.bad{color:#a8071a}\
.resend{padding:.6rem 1rem;border-left:.4rem solid #555;background:#f3f3f3}\
h2{margin:1.6rem 0 .3rem;font-size:1.1rem}\
table{border-collapse:collapse;width:100%}\
th{width:14rem;padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top;font-weight:400;color:#555}\
td{padding:.2rem 0;overflow-wrap:anywhere}\
.grid th,.grid td{width:auto;padding:.2rem .8rem .2rem 0;vertical-align:top}\
.grid td{border-top:1px solid #ddd}\
.note{margin-top:2rem;color:#555;font-size:.9rem}\
@media print{body{max-width:none;margin:0}tr{break-inside:avoid}}";
