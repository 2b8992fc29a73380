//! The command line: help, man page and completions come from these definitions.

use crate::command::{
    check_worker, config, export, init, inspect_worker, invite, list, log, rebuild, restore, revoke, serve,
    show, sweep,
};
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use terminal::options::{HomeOption, Speech};

/// Takes sealed dossiers in, proves them, keeps them twice, and gives signed receipts
#[derive(Debug, Parser)]
#[command(name = "sealpost-receiver", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// Where everything of the centre lies.
    #[command(flatten)]
    pub home: HomeOption,
    /// How results are said.
    #[command(flatten)]
    pub speech: Speech,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a centre in an empty home: CA, keys, card, configuration, stores, registry
    Init(init::Options),
    /// Take dossiers in: run intake, desk and console, or one of them
    Serve(serve::Options),
    /// Invite an organisation: print the one-time code that enrols it
    Invite(invite::Options),
    /// Revoke a certificate, or everything an organisation has
    Revoke(revoke::Options),
    /// List the organisations and their certificates
    Organisations,
    /// Look at the configuration
    #[command(subcommand)]
    Config(config::Options),
    /// Verify or copy the evidence log
    #[command(subcommand)]
    Log(log::Options),
    /// List submissions
    List(list::Options),
    /// Show one submission with its receipts and events
    Show(show::Options),
    /// Hand a registered submission over: as a bag, as a zip, or as its sealed package
    Export(export::Options),
    /// Read everything that is kept, name what is damaged, and repair it
    Sweep(sweep::Options),
    /// Read one submission in all its copies, and repair it
    Repair(sweep::RepairOptions),
    /// Restore one submission from the backup alone into an empty folder, and prove that it is what was filed
    Restore(restore::Options),
    /// Make a lost registry again from a backup
    Rebuild(rebuild::Options),
    /// Check an opened folder under limits: the desk's child process
    #[command(hide = true)]
    CheckWorker(check_worker::Options),
    /// Look into PDF and XPT files under limits: the check's child process
    #[command(hide = true)]
    InspectWorker(inspect_worker::Options),
    /// What is planned, or a typing error.
    #[command(external_subcommand)]
    Other(Vec<OsString>),
}
