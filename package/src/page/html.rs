//! The few forms of HTML that the page is made of. Everything that goes in is escaped here and nowhere else.

use std::fmt::Write;

/// A page in the making.
pub(super) struct Html(String);

impl Html {
    pub(super) fn new(language: &str, title: &str) -> Self {
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

    pub(super) fn element(&mut self, tag: &'static str, class: &'static str, text: &str) {
        let _ = match class {
            "" => write!(self.0, "<{tag}>"),
            class => write!(self.0, "<{tag} class=\"{class}\">"),
        };
        self.text(text);
        let _ = writeln!(self.0, "</{tag}>");
    }

    /// Writes a titled table of two columns; none if it has no rows.
    pub(super) fn table(&mut self, title: &str, rows: &[(String, String)]) {
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

    pub(super) fn finish(mut self) -> String {
        self.raw("</body>\n</html>\n");
        self.0
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
.note{margin-top:2rem;color:#555;font-size:.9rem}\
@media print{body{margin:0}}";
