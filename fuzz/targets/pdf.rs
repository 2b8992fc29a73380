//! Any bytes as a PDF: facts, a fault, or an excess; never a panic, never without end.
#![no_main]

use fuzz::corpus::Corpus;
use fuzz::dossier;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seed(), |content: &[u8]| {
    let _ = ectd::pdf::Facts::of(content);
});

/// Composed PDFs, of which most hold only noise, and small ones that have each thing that is looked for.
fn seed() {
    let corpus = Corpus::of("pdf");
    dossier::composed(&mut |path, content| {
        if path.ends_with(".pdf") && content.len() < 8_192 {
            corpus.keep(&format!("composed-{}", content.len()), content);
        }
    });
    for (name, content) in SMALL {
        corpus.keep(name, content.as_bytes());
    }
}

/// Without a table of references: readers find the objects by looking for them.
const SMALL: [(&str, &str); 4] = [
    (
        "jumps",
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R/Names<</Dests<</Names[(a)[3 0 R/Fit]]>>\
         /EmbeddedFiles<</Names[(f)5 0 R]>>/JavaScript<</Names[(j)6 0 R]>>>>/OpenAction 6 0 R>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Annots[\
         <</Subtype/Link/A<</S/URI/URI(http://a.b)>>>><</Subtype/Link/Dest(a)>><</Subtype/Link/A<</S/GoToR/F(x.pdf)/D[0/Fit]>>>>]\
         /Resources<</Font<</F 7 0 R>>>>>>\nendobj\n4 0 obj\n<</First 8 0 R/Last 8 0 R/Count 1>>\nendobj\n\
         5 0 obj\n<</Type/Filespec/F(f)>>\nendobj\n6 0 obj\n<</S/JavaScript/JS(x)>>\nendobj\n\
         7 0 obj\n<</Type/Font/Subtype/Type0/DescendantFonts[9 0 R]>>\nendobj\n\
         8 0 obj\n<</Title(c)/Parent 4 0 R/Dest[3 0 R/XYZ 0 0 2]>>\nendobj\n\
         9 0 obj\n<</Type/Font/Subtype/CIDFontType2/BaseFont/A+B/FontDescriptor<</FontFile2 10 0 R>>>>\nendobj\n\
         trailer\n<</Root 1 0 R/Size 11>>\nstartxref\n0\n%%EOF\n",
    ),
    (
        "loop",
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[2 0 R]/Count 1>>\nendobj\n\
         xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \ntrailer\n<</Root 1 0 R/Size 3>>\n\
         startxref\n103\n%%EOF\n",
    ),
    (
        "encrypted",
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n\
         3 0 obj\n<</Filter/Standard/V 1/R 2/O(00000000000000000000000000000000)/U(00000000000000000000000000000000)/P -4>>\nendobj\n\
         trailer\n<</Root 1 0 R/Size 4/Encrypt 3 0 R/ID[(a)(b)]>>\nstartxref\n0\n%%EOF\n",
    ),
    (
        "linearized",
        "%PDF-1.6\n9 0 obj\n<</Linearized 1/L 100/H[9 9]/O 10/E 9/N 1/T 9>>\nendobj\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R/Size 4/Prev 0>>\nstartxref\n0\n%%EOF\n",
    ),
];
