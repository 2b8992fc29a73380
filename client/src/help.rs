//! The command line in the person's language: the definition of [`crate::options`] with the texts of
//! `locales/zh/help.ftl` in place of the English ones.
//!
//! A text is found by its command and option: `help-submit`, `help-submit-no-wait`, `help-json`. What has no text
//! stays as it is defined.

use std::ffi::OsString;

use clap::{Command, CommandFactory};
use ectd::language::Language;
use terminal::language::Lang;

use crate::options::Options;
use crate::text::Texts;

/// The command line for these arguments: in the language they ask for, or in the system's.
pub fn command(arguments: &[OsString]) -> Command {
    let definition = Options::command();
    match asked(arguments).unwrap_or_else(Lang::of_system) {
        Lang::En => definition,
        Lang::Zh => translated(definition, "help", Texts::new(Language::Zh)),
    }
}

/// The value of `--lang`, before anything is parsed: the help itself may be what is asked for.
fn asked(arguments: &[OsString]) -> Option<Lang> {
    let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after =
        words.iter().position(|word| *word == "--lang").and_then(|place| words.get(place + 1).copied());
    let value = after.or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang=")))?;
    [Lang::Zh, Lang::En].into_iter().find(|language| language.tag() == value)
}

fn translated(command: Command, name: &str, texts: Texts) -> Command {
    let text = |name: &str| texts.find(name, &[]);
    let mut command = match text(name) {
        Some(about) => command.about(about.clone()).long_about(match text(&format!("{name}-long")) {
            Some(long) => format!("{about}\n\n{long}"),
            None => about,
        }),
        None => command,
    };
    if let Some(after) = text(&format!("{name}-after")) {
        command = command.after_help(after);
    }
    command = command.mut_args(|argument| {
        let id = argument.get_id().as_str().replace('_', "-");
        let found = text(&format!("{name}-{id}")).or_else(|| text(&format!("help-{id}")));
        match found {
            Some(help) => argument.help(help.clone()).long_help(help),
            None => argument,
        }
    });
    command.mut_subcommands(|subcommand| {
        let name = format!("help-{}", subcommand.get_name());
        translated(subcommand, &name, texts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(arguments: &[&str]) -> String {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let mut command = command(&arguments);
        let submit = command.find_subcommand_mut("submit").unwrap();
        submit.render_long_help().to_string()
    }

    #[test]
    fn help_speaks_the_language_asked_for() {
        assert!(help(&["sealpost", "--lang", "zh", "submit", "--help"]).contains("提交资料"));
        assert!(help(&["sealpost", "submit", "--lang=en"]).contains("File a dossier"));
    }

    #[test]
    fn every_command_and_option_that_is_shown_has_a_chinese_text() {
        let command = translated(Options::command(), "help", Texts::new(Language::Zh));
        let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        for shown in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
            let about = shown.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(is_chinese(&about), "{}", shown.get_name());
            for argument in shown.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(is_chinese(&help), "{} {}", shown.get_name(), argument.get_id());
            }
        }
    }
}
