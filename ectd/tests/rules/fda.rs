//! What only FDA asks for: the form, the submission, and something in it.

use ectd::check::Check;
use ectd::compose::leaf::Leaf;
use ectd::compose::plan::{Application, Sequence};
use ectd::profile::Profile;

use crate::common::Folder;
use crate::envelope::{add, breaks, field};
use crate::fixture::{self, US, composed, finds};

tests! {
    fda_3_a_single_file,
    fda_4_nothing_but_a_backbone,
    env_03_what_stays_the_same_for_fda,
    forms_of_fda,
    fda_1561_submissions_in_a_circle,
}

const FDA: (Profile, &str) = (Profile::Us, US);

fn first(profile: Profile) -> Application {
    composed(profile, 1)
}

/// Whatever else belongs to a submission is missing, too.
fn fda_3_a_single_file() {
    let single = Folder::new();
    single.file("submission.pdf", "x");
    let report = Check::under(Profile::Us).run(&single.open(), &mut ());
    let expected = [
        ("PKG-03", "", "submission.pdf"),
        ("PKG-05", "", "m1"),
        ("UTL-01", "", "util/dtd/ich-ectd-3-2.dtd"),
        ("UTL-02", "", "util/style/ectd-2-0.xsl"),
        ("UTL-03", "", "util/dtd/us-regional-v3-3.dtd"),
        ("IDX-01", "FDA 6", "index.xml"),
        ("REG-01", "FDA 2", US),
        ("FDA-3", "FDA 3", "submission.pdf"),
    ];
    finds(&report, &expected);
}

/// Without a document there is no form.
fn fda_4_nothing_but_a_backbone() {
    let clear = |it: &mut Sequence| {
        let root = &mut it.backbone.as_mut().unwrap().root;
        root.drop_leaves(&|leaf: &Leaf| leaf.id != "m1-regional");
    };
    fixture::breaks(
        Profile::Us,
        first(Profile::Us),
        clear,
        &[("FDA-4", "FDA 4", ""), ("FDA-7", "FDA 7", US)],
    );
}

fn env_03_what_stays_the_same_for_fda() {
    let amended = || composed(Profile::Us, 2);
    breaks(amended(), FDA, |it| field(it, "application-number", "999002"), &[("ENV-03", "FDA 5")]);
    let of_type =
        |it: &mut Sequence| it.element("application-number").unwrap().set("application-type", "fdaat3");
    breaks(amended(), FDA, of_type, &[("ENV-03", "FDA 5")]);
}

fn forms_of_fda() {
    let new = || first(Profile::Us);
    let form =
        |kind: &'static str| move |it: &mut Sequence| it.element("form").unwrap().set("form-type", kind);
    breaks(new(), FDA, form("fdaft1"), &[("FDA-5", "FDA 5")]);
    breaks(new(), FDA, |it| it.drop_leaf("form-356h"), &[("FDA-7", "FDA 7")]);
    breaks(new(), FDA, form("fdaft5"), &[("FDA-1551", "FDA 1551")]);
    let labeling = |it: &mut Sequence| {
        form("fdaft5")(it);
        let headings = ["m1-14-labeling", "m1-14-6-product-labeling-for-2253-submissions"];
        add(it, "m1-regional", &headings, "m1/us/114-labeling/current-labeling.pdf");
    };
    breaks(new(), FDA, labeling, &[]);
    let promotional = |it: &mut Sequence| {
        let headings = [
            "m1-15-promotional-material",
            "m1-15-2-materials",
            "m1-15-2-1-material",
            "m1-15-2-1-1-clean-version",
        ];
        add(it, "m1-regional", &headings, "m1/us/115-promo-mat/material.pdf");
        let attributes = [
            ("m1-15-promotional-material", "promotional-material-audience-type", "fdapmat1"),
            ("m1-15-2-materials", "promotional-material-doc-type", "fdapmdt1"),
            ("m1-15-2-1-material", "promotional-material-type", "fdapmt1"),
            ("m1-15-2-1-material", "material-id", "material-1"),
        ];
        for (element, name, value) in attributes {
            it.element(element).unwrap().set(name, value);
        }
    };
    breaks(new(), FDA, promotional, &[("FDA-1553", "FDA 1553")]);
}

fn fda_1561_submissions_in_a_circle() {
    let mut application = composed(Profile::Us, 3);
    field(&mut application.sequences[1], "submission-id", "0003");
    let circle = |it: &mut Sequence| field(it, "submission-id", "0002");
    breaks(application, FDA, circle, &[("FDA-1561", "FDA 1561")]);
}
