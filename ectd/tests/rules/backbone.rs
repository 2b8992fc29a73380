//! What index.xml says of headings and leaves, beyond the rows that all authorities have alike.

use ectd::compose::element::Element;
use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::Sequence;
use ectd::finding::Severity;
use ectd::profile::Profile;

use crate::common::written::Written;
use crate::fixture::{Expected, breaks, composed, finds, index};

tests! {
    idx_02_a_breach_of_the_grammar,
    idx_05_module_1_leads_to_the_regional_file,
    leaf_02_fda_takes_new_for_granted,
    leaf_06_a_file_without_link,
    leaf_10_node_extensions,
    attr_01_and_03_a_blank_is_no_substance,
}

fn idx_02_a_breach_of_the_grammar() {
    let mut application = composed(Profile::Cn, 1);
    let heading = application.sequences[0].element("m3-2-s-1-1").unwrap();
    heading.set("colour", "red");
    let report = Written::new(&application).check(Profile::Cn, "0000");
    finds(&report, &[("IDX-02", "CN 3.3", "index.xml")]);
    let breach = report.findings.iter().find(|finding| finding.rule == "IDX-02").unwrap();
    assert!(breach.arguments.contains_key("line") && breach.text.starts_with("grammar-"));
}

fn idx_05_module_1_leads_to_the_regional_file() {
    // the regional file is there, under another heading: its place in index.xml is what is wrong
    let elsewhere = |it: &mut Sequence| {
        let regional = it.leaf("m1-regional").unwrap().clone();
        it.leaf("m1-regional").unwrap().file = Some(File::pdf("m2/other.pdf", "other"));
        it.leaf("m1-regional").unwrap().id = "other".to_owned();
        it.element("m2-2").unwrap().leaves.push(regional);
    };
    for (profile, number) in [(Profile::Cn, "CN 3.22"), (Profile::Us, ""), (Profile::Eu, "")] {
        breaks(profile, composed(profile, 1), elsewhere, &[("IDX-05", number, "index.xml")]);
    }
}

fn leaf_02_fda_takes_new_for_granted() {
    let mut application = composed(Profile::Us, 1);
    application.sequences[0].leaf("m3-2-p-1").unwrap().left_out.push("operation".to_owned());
    let report = Written::new(&application).check(Profile::Us, "0001");
    finds(&report, &[("LEAF-02", "FDA 1034", "index.xml#m3-2-p-1")]);
    assert_eq!(report.findings.iter().filter(|it| it.severity == Severity::Error).count(), 0);
}

/// The file lies there all the same, so nobody names it.
fn leaf_06_a_file_without_link() {
    let unlink = |it: &mut Sequence| it.leaf("m2-2").unwrap().left_out.push("xlink:href".to_owned());
    let expected =
        [("PKG-06", "CN 2.3", "m2/22-intro/introduction.pdf"), ("LEAF-06", "CN 3.7", "index.xml#m2-2")];
    breaks(Profile::Cn, composed(Profile::Cn, 1), unlink, &expected);
}

fn leaf_10_node_extensions() {
    let extend = |name: &'static str| {
        move |it: &mut Sequence| {
            let heading = it.element(name).unwrap();
            let leaf: Leaf = heading.leaves.remove(0);
            let title = Element::new("title").text("Further");
            heading.children.push(Element::new("node-extension").child(title).leaf(leaf));
        }
    };
    let biological = |it: &mut Sequence| it.element("product-type").unwrap().set("code", "cnprt2");
    let china = |spoil: &dyn Fn(&mut Sequence), expected: &[Expected<'_>]| {
        breaks(Profile::Cn, composed(Profile::Cn, 1), spoil, expected);
    };
    let expected = [("LEAF-10", "CN 3.16", "index.xml")];
    china(&extend("m3-2-p-1"), &expected);
    china(&extend("m3-2-r"), &expected);
    china(&biological, &expected);
    let both = |it: &mut Sequence| {
        biological(it);
        extend("m3-2-r")(it);
    };
    china(&both, &[]);
}

fn attr_01_and_03_a_blank_is_no_substance() {
    let blank = |it: &mut Sequence| {
        let heading = index(it).root.find("m3-2-s-drug-substance").unwrap();
        heading.set("substance", " ");
    };
    let expected = [("ATTR-01", "CN 3.27", "index.xml"), ("ATTR-03", "CN 3.28", "index.xml")];
    breaks(Profile::Cn, composed(Profile::Cn, 1), blank, &expected);
}
