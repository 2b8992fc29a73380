//! Documents of which each departure is known, and real ones.

use std::collections::BTreeSet;
use std::fs;

use ectd::grammar::{Breach, Grammar, cn, eu, ich, stf, us, validate};

use crate::shared::sample;

#[test]
fn real_backbones_are_valid() {
    let Some(chain) = sample("lifecycle-v322") else { return };
    for sequence in ["0000", "0001", "0002", "0003"] {
        let verdict =
            validate(fs::File::open(chain.join(sequence).join("index.xml")).unwrap(), &ich::GRAMMAR);
        assert!(verdict.is_valid(), "{sequence}: {verdict:?}");
        assert_eq!(verdict.doctype.unwrap().system.as_deref(), Some("util/dtd/ich-ectd-3-2.dtd"));
    }
    let regional = fs::File::open(chain.join("0000/m1/us/us-regional.xml")).unwrap();
    let verdict = validate(regional, &us::GRAMMAR);
    assert!(verdict.is_valid(), "{verdict:?}");
    assert_eq!(verdict.root.unwrap().attribute("dtd-version"), Some("3.3"));
}

#[test]
fn what_stands_before_the_root_is_told() {
    let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE ectd:ectd PUBLIC \"p\" \"s.dtd\" [\n]>\n<?xml-stylesheet type=\"text/xsl\" \
                href=\"util/style/ectd-2-0.xsl\"?>\n<ectd:ectd dtd-version=\"3.2\" xmlns:ectd=\"http://www.ich.org/ectd\"/>";
    let verdict = validate(text.as_bytes(), &ich::GRAMMAR);
    assert!(verdict.is_valid(), "{verdict:?}");
    assert_eq!(verdict.stylesheet.as_deref(), Some("util/style/ectd-2-0.xsl"));
    let doctype = verdict.doctype.unwrap();
    assert_eq!((doctype.public.as_deref(), doctype.system.as_deref()), (Some("p"), Some("s.dtd")));
    assert!(doctype.internal);
    let root = verdict.root.unwrap();
    assert_eq!(root.name, "ectd:ectd");
    assert_eq!(root.attributes[1], ("xmlns:ectd".to_owned(), "http://www.ich.org/ectd".to_owned()));
}

#[test]
fn a_fault_ends_the_reading_and_keeps_what_was_found() {
    let verdict = validate(&b"<other><ectd:ectd"[..], &ich::GRAMMAR);
    assert!(verdict.fault.is_some() && !verdict.is_valid());
    assert_eq!(keys(&verdict.breaches), ["1 grammar-root", "1 grammar-unknown"]);
    let again = validate(&b"<!DOCTYPE a><!DOCTYPE a><a/>"[..], &ich::GRAMMAR);
    assert!(again.fault.unwrap().to_string().contains("document type"));
}

#[test]
fn index() {
    let index = |inner: &str| {
        around(
            (
                "ectd:ectd",
                "xmlns:ectd='http://www.ich.org/ectd' \
                 xmlns:xlink='http://www.w3c.org/1999/xlink' dtd-version='3.2'",
            ),
            inner,
        )
    };
    let expect = |inner: &str, expected: &[&str]| expect(&ich::GRAMMAR, &index(inner), expected);
    let body =
        |inner: &str| format!("<m3-quality><m3-2-body-of-data>\n{inner}</m3-2-body-of-data></m3-quality>");
    expect("", &[]);
    expect(&body("<m3-2-s-drug-substance substance='a' manufacturer='b'/>\n"), &[]);
    expect(&body(&"<m3-2-s-drug-substance substance='a' manufacturer='b'/>\n".repeat(2)), &[]);
    expect(&body("<m3-2-s-drug-substance substance='a'/>"), &["4 grammar-lacks-attribute manufacturer"]);
    expect(&body("<m3-2-a-appendices/>\n<m3-2-a-appendices/>"), &["5 grammar-repeated m3-2-body-of-data"]);
    expect("<m3-quality/>\n<m2-common-technical-document-summaries/>", &["4 grammar-disorder ectd:ectd"]);
    expect(
        "<m3-quality>\n<m3-2-body-of-data/>\n<leaf ID='a' operation='new' checksum='' checksum-type=''><title/></leaf></m3-quality>",
        &["5 grammar-disorder m3-quality"],
    );
    expect("<m3-quality><m4-2-study-reports/></m3-quality>", &["3 grammar-misplaced m3-quality"]);
    expect("<m6-quality/>", &["3 grammar-misplaced ectd:ectd", "3 grammar-unknown"]);
    expect("<m3-quality>text</m3-quality>", &["3 grammar-text"]);
    expect("<m3-quality class='x'/>", &["3 grammar-unknown-attribute class"]);
    expect("<ectd:m3-quality/>", &["3 grammar-misplaced ectd:ectd", "3 grammar-unknown"]);
}

#[test]
fn leaves() {
    let one = |leaf: &str| {
        around(
            ("ectd:ectd", "xmlns:ectd='http://www.ich.org/ectd' xmlns:xlink='http://www.w3c.org/1999/xlink'"),
            &format!(
                "<m2-common-technical-document-summaries>{leaf}</m2-common-technical-document-summaries>"
            ),
        )
    };
    let expect = |leaf: &str, expected: &[&str]| expect(&ich::GRAMMAR, &one(leaf), expected);
    let leaf = |id: &str, operation: &str, inner: &str| {
        format!(
            "<leaf ID='{id}' operation='{operation}' checksum='' checksum-type='md5' xlink:href='a'>{inner}</leaf>\n"
        )
    };
    let good = leaf("a", "new", "<title>t</title>");
    expect(&good, &[]);
    expect(&(good.clone() + &good), &["4 grammar-duplicate a 3"]);
    expect(&leaf("1a", "new", "<title/>"), &["3 grammar-not-name 1a"]);
    expect(&leaf("a", "NEW", "<title/>"), &["3 grammar-unlisted operation new, append, replace, delete NEW"]);
    expect(&leaf("a", "new", ""), &["3 grammar-lacks title"]);
    expect(&leaf("a", "new", "<title/><title/>"), &["3 grammar-repeated leaf"]);
    expect(&leaf("a", "new", "<title><b/></title>"), &["3 grammar-misplaced title", "3 grammar-unknown"]);
    let link = |inner: &str| {
        leaf(
            "a",
            "new",
            &format!(
                "<title/><link-text>see <xref ID='x' xlink:title='' xlink:href=''>{inner}</xref></link-text>"
            ),
        )
    };
    expect(&link(""), &[]);
    expect(&link(" "), &["3 grammar-not-empty"]);
    expect(
        &good.replace("xlink:href", "xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href"),
        &["3 grammar-fixed xmlns:xlink http://www.w3c.org/1999/xlink http://www.w3.org/1999/xlink"],
    );
}

#[test]
fn namespaces_and_versions_are_fixed() {
    let right = "<ectd:ectd xmlns:ectd='http://www.ich.org/ectd' xmlns:xlink='http://www.w3c.org/1999/xlink' dtd-version='3.2'/>";
    expect(&ich::GRAMMAR, right, &[]);
    expect(
        &ich::GRAMMAR,
        &right.replace("w3c.org", "w3.org"),
        &["1 grammar-fixed xmlns:xlink http://www.w3c.org/1999/xlink http://www.w3.org/1999/xlink"],
    );
    expect(&ich::GRAMMAR, &right.replace("'3.2'", "'3.0'"), &["1 grammar-fixed dtd-version 3.2 3.0"]);
    expect(&ich::GRAMMAR, &format!("<!DOCTYPE ectd SYSTEM 'x'>{right}"), &["1 grammar-doctype ectd"]);
    expect(&ich::GRAMMAR, "<m3-quality/>", &["1 grammar-root ectd:ectd"]);
}

#[test]
fn study_tagging_file() {
    let study = |inner: &str| {
        around(
            (
                "ectd:study",
                "xmlns:ectd='http://www.ich.org/ectd' \
        xmlns:xlink='http://www.w3.org/1999/xlink' dtd-version='2.2'",
            ),
            inner,
        )
    };
    let identifier = "<study-identifier><title>t</title><study-id>1</study-id></study-identifier>\n";
    let content = "<study-document><doc-content xlink:href='../index.xml#a'><file-tag name='n' info-type='ich'/></doc-content></study-document>";
    let whole = study(&format!("{identifier}{content}"));
    expect(&stf::GRAMMAR, &whole, &[]);
    expect(&stf::GRAMMAR, &study(content), &["2 grammar-lacks study-identifier"]);
    expect(&stf::GRAMMAR, &study(identifier), &["2 grammar-lacks study-document"]);
    expect(&stf::GRAMMAR, &whole.replace("xlink:href", "test"), &["4 grammar-lacks-attribute xlink:href"]);
    expect(
        &stf::GRAMMAR,
        &whole.replace("www.w3.org", "www.w3c.org"),
        &["2 grammar-fixed xmlns:xlink http://www.w3.org/1999/xlink http://www.w3c.org/1999/xlink"],
    );
}

#[test]
fn european_module_1() {
    let backbone = |envelope: &str, module: &str| {
        around(
            (
                "eu:eu-backbone",
                "xmlns:eu='http://europa.eu.int' \
        xmlns:xlink='http://www.w3c.org/1999/xlink' dtd-version='3.1'",
            ),
            &format!("<eu-envelope>{envelope}</eu-envelope>\n<m1-eu>{module}</m1-eu>"),
        )
    };
    let envelope = "<envelope country='ema'><identifier/><submission type='maa'><procedure-tracking><number/></procedure-tracking>\
        </submission><submission-unit type='initial'/><applicant/><agency code='EU-EMA'/><procedure type='centralised'/>\
        <invented-name/><sequence/><related-sequence/><submission-description/></envelope>";
    let cover = "<m1-0-cover><specific country='ema'/></m1-0-cover>";
    let expect = |envelope: &str, module: &str, expected: &[&str]| {
        expect(&eu::GRAMMAR, &backbone(envelope, module), expected);
    };
    expect(envelope, cover, &[]);
    expect(envelope, "", &["4 grammar-lacks m1-0-cover"]);
    expect("", cover, &["3 grammar-lacks envelope"]);
    expect(&envelope.replace("<invented-name/>", ""), cover, &["3 grammar-lacks invented-name"]);
    let risk = |inner: &str| format!("{cover}\n<m1-6-environrisk>{inner}</m1-6-environrisk>");
    expect(envelope, &risk("<m1-6-2-gmo/>"), &[]);
    expect(envelope, &risk("<m1-6-1-non-gmo/><m1-6-2-gmo/>"), &["5 grammar-repeated m1-6-environrisk"]);
    expect(envelope, "<m1-0-cover/>", &["4 grammar-lacks specific"]);
    expect(
        envelope,
        "<m1-0-cover ID='a'><specific country='ema'/></m1-0-cover>",
        &["4 grammar-unknown-attribute ID"],
    );
}

#[test]
fn american_module_1() {
    let Some(chain) = sample("lifecycle-v322") else { return };
    let text = fs::read_to_string(chain.join("0000/m1/us/us-regional.xml")).unwrap();
    let with = |from: &str, to: &str, expected: &[&str]| {
        assert!(text.contains(from), "{from}");
        expect(&us::GRAMMAR, &text.replacen(from, to, 1), expected);
    };
    with(" checksum-type=\"md5\"", "", &[]);
    with("<m1-regional>", "<m1-regional>\n<m1-1-forms><form form-type='x'/></m1-1-forms>", &[]);
    with("<m1-regional>", "<m1-regional>\n<m1-1-forms ID='f'/>", &["20 grammar-unknown-attribute ID"]);
    with("applicant-contact-type=\"regulatory\"", "", &["9 grammar-lacks-attribute applicant-contact-type"]);
    with(
        "application-containing-files=\"true\"",
        "application-containing-files=\"yes\"",
        &["14 grammar-unlisted application-containing-files false, true yes"],
    );
}

#[test]
fn chinese_module_1() {
    expect(&cn::GRAMMAR, CN, &[]);
    let prefixed =
        CN.replace("<", "<c:").replace("<c:/", "</c:").replace("xmlns=", "xmlns:c=").replace("xlink", "x");
    expect(&cn::GRAMMAR, &prefixed.replace("1999/x", "1999/xlink"), &[]);
    expect(
        &cn::GRAMMAR,
        &CN.replace("<product-number>2026123456</product-number>", ""),
        &["3 grammar-lacks product-number"],
    );
    expect(
        &cn::GRAMMAR,
        &CN.replace("cn-1-0", "cn-1-13"),
        &["9 grammar-misplaced cn-content", "9 grammar-unknown"],
    );
    expect(&cn::GRAMMAR, &CN.replace("ID=\"N1\"", ""), &["9 grammar-lacks-attribute ID"]);
    expect(
        &cn::GRAMMAR,
        &CN.replace("schema-version=\"1.0\"", "schema-version=\"2\""),
        &["1 grammar-fixed schema-version 1.0 2"],
    );
    let other = validate(CN.replace("xmlns=\"cn_ectd\"", "xmlns=\"cn\"").as_bytes(), &cn::GRAMMAR);
    assert_eq!(keys(&other.breaches)[..2], ["1 grammar-root", "1 grammar-unknown"]);
}

const CN: &str = r#"<cn_ectd schema-version="1.0" xmlns="cn_ectd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="cn_ectd ../../util/dtd/cn-regional-1-0.xsd" xmlns:xlink="http://www.w3.org/1999/xlink">
<cn-envelope><application-id>x202600001</application-id><application-type code="cnapt2" version="1.1"/>
<product-type code="cnprt1" version="1.0"/><product-number>2026123456</product-number>
<related-sequence>0000</related-sequence><regulatory-activity-type code="cnrat1" version="1.0"/>
<sequence-number>0000</sequence-number><sequence-type code="cnsqt1" version="1.0"/>
<sequence-description>首次提交</sequence-description><sequence-contact><name/><phone/><email/></sequence-contact>
</cn-envelope><cn-content>
<cn-1-0><leaf ID="N1" operation="new" xlink:href="00/cover.pdf" checksum="" checksum-type="MD5" xml:lang="zh"><title>说明函</title></leaf></cn-1-0>
</cn-content></cn_ectd>"#;

#[test]
fn a_hundred_breaches_are_kept_and_the_rest_counted() {
    let verdict = validate(around(("x", ""), &"<x/>\n".repeat(180)).as_bytes(), &ich::GRAMMAR);
    assert_eq!((verdict.breaches.len(), verdict.more), (100, 82));
}

#[test]
fn an_index_of_many_leaves_is_read() {
    let leaves: String = (0..100_000)
        .map(|number| {
            format!("<leaf ID='n{number}' operation='new' checksum='' checksum-type=''><title/></leaf>\n")
        })
        .collect();
    let text = around(
        ("ectd:ectd", "xmlns:ectd='http://www.ich.org/ectd'"),
        &format!("<m3-quality>{leaves}</m3-quality>"),
    );
    assert!(validate(text.as_bytes(), &ich::GRAMMAR).is_valid());
    let twice = text.replace("'n99999'", "'n0'");
    expect(&ich::GRAMMAR, &twice, &["100002 grammar-duplicate n0 3"]);
}

/// A document whose root starts in line 2 and its content in line 3.
fn around((root, attributes): (&str, &str), inner: &str) -> String {
    format!("<?xml version='1.0'?>\n<{root} {attributes}>\n{inner}\n</{root}>")
}

/// Demands these breaches: line, message, and the arguments of the message after the element's name.
fn expect(grammar: &'static Grammar, text: &str, expected: &[&str]) {
    let verdict = validate(text.as_bytes(), grammar);
    assert_eq!(verdict.fault, None, "{text}");
    let found: Vec<_> = verdict.breaches.iter().map(words).collect();
    assert_eq!(found, expected, "{text:.2000}");
    verdict.breaches.iter().for_each(has_messages);
}

fn words(breach: &Breach) -> String {
    let arguments = breach.arguments().into_iter().skip(2).map(|(_, value)| value);
    [format!("{} {}", breach.line, breach.key())].into_iter().chain(arguments).collect::<Vec<_>>().join(" ")
}

fn keys(breaches: &[Breach]) -> Vec<String> {
    breaches.iter().map(|breach| format!("{} {}", breach.line, breach.key())).collect()
}

/// Both languages have a message for it, and the message names what the breach gives.
fn has_messages(breach: &Breach) {
    let given: BTreeSet<_> = breach.arguments().into_iter().map(|(name, _)| name).chain(["place"]).collect();
    for locale in [include_str!("../../locales/en/grammar.ftl"), include_str!("../../locales/zh/grammar.ftl")]
    {
        let start = format!("{} = ", breach.key());
        let message = locale.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default();
        let named: BTreeSet<_> =
            message.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
        assert_eq!(named, given, "{start}");
    }
}
