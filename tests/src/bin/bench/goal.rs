//! The table: what is wanted, what was measured, whether it is reached.

use std::fmt::Write;

use serde_json::{Value, json};
use tests::measure::median;

/// What is wanted of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// It is only told.
    None,
}

impl Goal {
    fn is_met(self, figure: f64) -> Option<bool> {
        match self {
            Self::AtMost(most) => Some(figure <= most),
            Self::AtLeast(least) => Some(figure >= least),
            Self::None => None,
        }
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "≤ {most}"),
            Self::AtLeast(least) => write!(f, "≥ {least}"),
            Self::None => Ok(()),
        }
    }
}

#[derive(Debug)]
struct Row {
    what: String,
    goal: Goal,
    figures: Vec<f64>,
}

/// The rows, in the order in which they were first added.
#[derive(Debug, Default)]
pub(crate) struct Goals(Vec<Row>);

impl Goals {
    /// Adds the figure of one round; none where something that it needs is not installed.
    pub(crate) fn add(&mut self, what: String, goal: Goal, figure: Option<f64>) {
        let at = match self.0.iter().position(|row| row.what == what) {
            Some(at) => at,
            None => {
                self.0.push(Row { what, goal, figures: Vec::new() });
                self.0.len() - 1
            }
        };
        self.0[at].figures.extend(figure);
    }

    /// As Markdown.
    pub(crate) fn to_table(&self, versions: &str) -> String {
        let mut text =
            format!("{versions}\n\n| goal | wanted | median | all | reached |\n|---|---|---|---|---|\n");
        for Row { what, goal, figures } in &self.0 {
            let all: Vec<String> = figures.iter().map(|figure| format!("{figure:.2}")).collect();
            let (middle, reached) = match figures[..] {
                [] => ("not measured".to_owned(), ""),
                _ => (format!("{:.2}", median(figures)), said(goal.is_met(median(figures)))),
            };
            // Writing to a string does not fail.
            let _ = writeln!(text, "| {what} | {goal} | {middle} | {} | {reached} |", all.join(" "));
        }
        text
    }

    /// For keeping: every figure.
    pub(crate) fn to_json(&self, versions: &str) -> Value {
        let row = |Row { what, goal, figures }: &Row| {
            let reached = if figures.is_empty() { None } else { goal.is_met(median(figures)) };
            let wanted = goal.to_string();
            json!({ "what": what, "wanted": wanted, "figures": figures, "median": median(figures), "reached": reached })
        };
        json!({ "versions": versions, "rows": self.0.iter().map(row).collect::<Vec<_>>() })
    }
}

fn said(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "",
    }
}
