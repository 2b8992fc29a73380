//! The datasets of studies, as their study tagging files name them.

use ectd::compose::cn;
use ectd::compose::element::Element;
use ectd::compose::leaf::{Content, Leaf};
use ectd::compose::plan::Sequence;
use ectd::profile::Profile;

use crate::envelope::breaks;
use crate::fixture::composed;
use crate::study::{CL, about_studies, appending, content, first, nothing, only, refer, take};

tests! {
    cn_5_18_file_tags_of_datasets,
    cn_5_19_datasets_and_their_definition,
    cn_5_19_a_deleted_dataset_is_none,
    cn_5_20_names_of_datasets,
    cn_5_19_and_5_20_look_at_the_whole_study,
    fda_1734_to_1736_datasets,
}

fn cn_5_18_file_tags_of_datasets() {
    let mistag = |leaf: &'static str| {
        move |sequence: &mut Sequence| {
            content(sequence, "cl-001", leaf).children[0].set("name", "data-listing-dataset");
        }
    };
    for leaf in ["cl-001-sdtm-ts-xpt", "cl-001-sdtm-define-xml", "cl-001-adam-define-xml"] {
        only(&first(mistag(leaf)), "CN-5.18", "CN 5.18", CL);
    }
}

fn cn_5_19_datasets_and_their_definition() {
    for (leaf, file) in [
        ("cl-001-sdtm-dm-xpt", "dm.xpt"),
        ("cl-001-sdtm-define-xml", "define.xml"),
        ("cl-001-adam-define-xml", "define.xml"),
    ] {
        let report = first(|sequence| take(sequence, "cl-001", leaf));
        only(&report, "CN-5.19", "CN 5.19", CL);
        assert_eq!(about_studies(&report[0])[0].arguments["file"], file);
    }
}

fn cn_5_19_a_deleted_dataset_is_none() {
    let delete = |id: &'static str| {
        move |sequence: &mut Sequence| {
            let earlier = cn::new_drug().sequences[0].leaf(id).unwrap().title.clone().unwrap();
            let leaf = Leaf::delete(id, earlier, format!("../0000/index.xml#{id}"));
            sequence.element("m5-3-5-1").unwrap().leaves.push(leaf);
        }
    };
    only(&appending(true, delete("cl-001-sdtm-dm-xpt")), "CN-5.19", "CN 5.19", CL);
    only(&appending(true, delete("cl-001-adam-define-xml")), "CN-5.19", "CN 5.19", CL);
    // a study may take back all datasets of a kind
    let both = |sequence: &mut Sequence| {
        delete("cl-001-adam-adsl-xpt")(sequence);
        delete("cl-001-adam-define-xml")(sequence);
    };
    nothing(&appending(true, both));
}

/// Another DM of the clinical study.
fn second_dm(sequence: &mut Sequence) {
    let mut leaf = sequence.leaf("cl-001-sdtm-dm-xpt").unwrap().clone();
    "cl-001-other-dm".clone_into(&mut leaf.id);
    "m5/datasets/cl-001/tabulations/legacy/dm.xpt".clone_into(&mut leaf.file.as_mut().unwrap().path);
    sequence.element("m5-3-5-1").unwrap().leaves.push(leaf);
    refer(sequence, "cl-001", "cl-001-other-dm", Some("data-tabulation-dataset-legacy"));
}

fn cn_5_20_names_of_datasets() {
    let report = first(second_dm);
    only(&report, "CN-5.20", "CN 5.20", CL);
    assert_eq!(about_studies(&report[0])[0].arguments["second"], "cl-001-other-dm");
}

fn cn_5_19_and_5_20_look_at_the_whole_study() {
    let append_dataset = |replaces: bool| {
        move |sequence: &mut Sequence| {
            let mut first = cn::new_drug().sequences.remove(0);
            let mut leaf = first.leaf("cl-001-sdtm-dm-xpt").unwrap().clone();
            leaf.file.as_mut().unwrap().content = Content::Bytes(b"newer".to_vec());
            if replaces {
                leaf = leaf.changing("replace", "../0000/index.xml#cl-001-sdtm-dm-xpt");
            }
            sequence.element("m5-3-5-1").unwrap().leaves.push(leaf);
            refer(sequence, "cl-001", "cl-001-sdtm-dm-xpt", Some("data-tabulation-dataset-sdtm"));
        }
    };
    nothing(&appending(true, append_dataset(true)));
    let report = appending(true, append_dataset(false));
    only(&report, "CN-5.20", "CN 5.20", CL);
}

fn fda_1734_to_1736_datasets() {
    let clinical =
        "m5/53-clin-stud-rep/535-rep-effic-safety-stud/sample-indication/5351-stud-rep-contr/cl-001";
    let stf = format!("{clinical}/stf-cl-001.xml");
    let without = |id: &'static str| {
        move |it: &mut Sequence| {
            it.drop_leaf(id);
            let contents = it.document("stf-cl-001.xml").unwrap().root.find("study-document").unwrap();
            contents.children.retain(|content| !content.attributes[0].1.ends_with(&format!("#{id}")));
        }
    };
    let study = (Profile::Us, stf.as_str());
    let summary = without("cl-001-sdtm-ts-xpt");
    breaks(composed(Profile::Us, 1), study, summary, &[("FDA-1734", "FDA 1734")]);
    for id in ["cl-001-sdtm-dm-xpt", "cl-001-adam-define-xml"] {
        breaks(composed(Profile::Us, 1), study, without(id), &[("FDA-1736", "FDA 1736")]);
    }
    let retag = |it: &mut Sequence| {
        let contents = it.document("stf-cl-001.xml").unwrap().root.find("study-document").unwrap();
        let of_dm = |content: &&mut Element| content.attributes[0].1.ends_with("#cl-001-sdtm-dm-xpt");
        let dm = contents.children.iter_mut().find(of_dm).unwrap();
        dm.find("file-tag").unwrap().set("name", "study-report-body");
    };
    let dataset = (Profile::Us, "index.xml#cl-001-sdtm-dm-xpt");
    breaks(composed(Profile::Us, 1), dataset, retag, &[("FDA-1735", "FDA 1735")]);
}
