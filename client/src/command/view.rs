//! `sealpost view`: the documents that stand after all sequences, as a tree.

use ectd::application::view::{Section, Standing, View};
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::command::context::Context;
use crate::options;

/// Prints the tree; for programs, a line for each document.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &options::View, context: &Context) -> Result<Exit, Failure> {
    let view = View::read(&options.dir).map_err(|error| context.fail(&error))?;
    Tree { context, above: Vec::new() }.section(&view.contents)?;
    for fault in &view.faults {
        let line = fault.line(context.texts.language());
        context.output.line(&line).map_err(|error| context.fail(&error))?;
        context.output.note(&shown(&line.message));
    }
    let line = ResultLine { sequences: &view.sequences, leaves: view.contents.count() };
    let text = context.texts.with(
        "view-result",
        &[("leaves", (line.leaves as u64).into()), ("sequences", (view.sequences.len() as u64).into())],
    );
    context.print(&line, &text)?;
    Ok(if view.faults.is_empty() { Exit::Done } else { Exit::Unsound })
}

struct Tree<'a> {
    context: &'a Context,
    /// The headings that are open.
    above: Vec<&'a Section>,
}

impl<'a> Tree<'a> {
    fn section(&mut self, section: &'a Section) -> Result<(), Failure> {
        for leaf in &section.leaves {
            self.leaf(leaf, None)?;
        }
        for below in &section.sections {
            self.text(self.above.len(), &self.heading(below))?;
            self.above.push(below);
            self.section(below)?;
            self.above.pop();
        }
        Ok(())
    }

    fn leaf(&self, leaf: &'a Standing, appended_to: Option<&'a Standing>) -> Result<(), Failure> {
        let line = LeafLine {
            headings: self.above.iter().copied().map(HeadingLine::from).collect(),
            leaf,
            appended_to: appended_to.map(Reference::of),
        };
        self.context.output.line(&line).map_err(|error| self.context.fail(&error))?;
        let depth = self.above.len() + usize::from(appended_to.is_some());
        self.text(depth, &self.document(leaf, appended_to.is_some()))?;
        leaf.appended.iter().try_for_each(|appended| self.leaf(appended, Some(leaf)))
    }

    fn heading(&self, section: &Section) -> String {
        let pairs = section.attributes.iter().map(|(name, value)| format!("{name}: {value}"));
        let attributes: Vec<String> = section.title.iter().cloned().chain(pairs).collect();
        let attributes = if attributes.is_empty() { "none".to_owned() } else { attributes.join(", ") };
        let values = [("element", section.element.clone().into()), ("attributes", attributes.into())];
        self.context.texts.with("view-heading", &values)
    }

    fn document(&self, leaf: &Standing, is_appended: bool) -> String {
        let mark = if is_appended { "+" } else { "-" };
        let place = leaf.path.as_deref().unwrap_or(&leaf.sequence);
        let earlier: Vec<String> = leaf.replaced.iter().map(named).collect();
        let mut text = format!("{mark} {}  {place}", leaf.title);
        if !earlier.is_empty() {
            let replaced =
                self.context.texts.with("view-replaced", &[("earlier", earlier.join(", ").into())]);
            text.push_str(&format!("  [{replaced}]"));
        }
        text
    }

    fn text(&self, depth: usize, text: &str) -> Result<(), Failure> {
        let line = format!("{}{}", "  ".repeat(depth), shown(text));
        self.context.output.text(&line).map_err(|error| self.context.fail(&error))
    }
}

/// What applicants wrote may hold a terminal's control characters; they are shown, not obeyed.
fn shown(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

/// In v4.0 an identifier is unique by itself.
fn named((sequence, id): &(String, String)) -> String {
    if sequence.is_empty() { id.clone() } else { format!("{sequence}#{id}") }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "leaf")]
struct LeafLine<'a> {
    headings: Vec<HeadingLine<'a>>,
    #[serde(flatten)]
    leaf: &'a Standing,
    appended_to: Option<Reference<'a>>,
}

#[derive(Serialize)]
struct HeadingLine<'a> {
    element: &'a str,
    attributes: &'a [(String, String)],
    title: Option<&'a str>,
}

impl<'a> From<&'a Section> for HeadingLine<'a> {
    fn from(section: &'a Section) -> Self {
        Self { element: &section.element, attributes: &section.attributes, title: section.title.as_deref() }
    }
}

#[derive(Serialize)]
struct Reference<'a> {
    sequence: &'a str,
    id: &'a str,
}

impl<'a> Reference<'a> {
    fn of(leaf: &'a Standing) -> Self {
        Self { sequence: &leaf.sequence, id: &leaf.id }
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    sequences: &'a [String],
    leaves: usize,
}
