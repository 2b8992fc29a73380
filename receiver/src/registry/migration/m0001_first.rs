//! The first schema. What is written here is never changed again: a later need is a later migration.

use sea_orm_migration::prelude::{
    ColumnDef, DbErr, Index, MigrationName, MigrationTrait, Query, SchemaManager, Table,
    TableCreateStatement, async_trait,
};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, blob_null, boolean, integer, integer_null, text, text_null,
};

/// The migration.
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    #[expect(
        elided_lifetimes_in_paths,
        reason = "the trait's own form: with `'_` the lifetimes no longer match"
    )]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in people().into_iter().chain(work()).chain(log()) {
            manager.create_table(table).await?;
        }
        indexes(manager).await?;
        let head = Query::insert()
            .into_table("log_head")
            .columns(["id", "size", "time"])
            .values_panic([1.into(), 0_i64.into(), 0_i64.into()])
            .to_owned();
        manager.execute(head).await
    }
}

fn people() -> Vec<TableCreateStatement> {
    vec![
        table(
            "organisations",
            vec![
                key("id"),
                text("name"),
                text("applications"),
                big_integer("created_at"),
                big_integer_null("revoked_at"),
            ],
        ),
        table(
            "invitations",
            vec![
                key("token_sha256"),
                text("organisation"),
                big_integer("expires_at"),
                big_integer_null("used_at"),
            ],
        ),
        table(
            "enrolments",
            vec![
                key("id"),
                text_null("token_sha256").unique_key().take(),
                text("organisation"),
                blob_null("tls_request"),
                blob_null("signing_request"),
                integer_null("kem"),
                blob_null("public_key"),
                blob_null("tls_certificate"),
                blob_null("signing_certificate"),
                text_null("refusal"),
                big_integer("asked_at"),
                big_integer_null("answered_at"),
            ],
        ),
        table(
            "certificates",
            vec![
                key("serial"),
                text("organisation"),
                text("role"),
                blob("certificate"),
                big_integer("not_before"),
                big_integer("not_after"),
                big_integer_null("revoked_at"),
            ],
        ),
    ]
}

fn work() -> Vec<TableCreateStatement> {
    let mut occupations = table(
        "occupations",
        vec![text("organisation"), text("application"), text("sequence"), text("number").unique_key().take()],
    );
    occupations.primary_key(Index::create().col("organisation").col("application").col("sequence"));
    vec![
        submissions(),
        table(
            "packages",
            vec![
                key("id"),
                text("number"),
                text("header_sha256"),
                text("statement_sha256"),
                text_null("package_digest"),
                big_integer("offered_at"),
            ],
        ),
        occupations,
        table(
            "leases",
            vec![
                key("role"),
                text("owner"),
                big_integer("epoch"),
                big_integer("until"),
                text_null("address"),
            ],
        ),
        table("counters", vec![key("name"), big_integer("value")]),
    ]
}

fn submissions() -> TableCreateStatement {
    let texts = ["organisation", "application", "sequence", "manifest_root", "profile", "package"];
    let more = ["header_sha256", "statement_sha256", "carrier", "state"];
    let texts_or_null =
        ["lease_owner", "last_error", "earlier", "package_digest", "files_root", "reasons", "phase"]
            .map(text_null);
    let numbers = [
        "plaintext_len",
        "package_len",
        "segments",
        "received",
        "epoch",
        "attempt",
        "not_before",
        "phase_done",
        "phase_total",
    ];
    let times = ["offered_at", "expires_at", "progress_at"];
    let numbers_or_null = [
        "lease_until",
        "files",
        "bytes",
        "findings_error",
        "findings_warning",
        "findings_info",
        "first_byte_at",
        "last_byte_at",
        "delivered_at",
        "verified_at",
        "registered_at",
        "refused_at",
    ];
    let mut columns = vec![key("number"), boolean("root_proven")];
    columns.extend(texts.into_iter().chain(more).map(text));
    columns.extend(texts_or_null);
    columns.extend(numbers.into_iter().chain(times).map(big_integer));
    columns.extend(numbers_or_null.map(big_integer_null));
    table("submissions", columns)
}

fn log() -> Vec<TableCreateStatement> {
    let position = big_integer("position").primary_key().take();
    let mut receipts = table(
        "receipts",
        vec![
            text("package"),
            text("kind"),
            text("number"),
            big_integer("time"),
            blob("cose"),
            text("digest"),
            big_integer("position"),
        ],
    );
    receipts.primary_key(Index::create().col("package").col("kind"));
    vec![
        table(
            "events",
            vec![
                position,
                text("kind"),
                text("subject"),
                big_integer("time"),
                blob("salt"),
                blob("record"),
                blob("entry"),
            ],
        ),
        table("log_head", vec![integer("id").primary_key().take(), big_integer("size"), big_integer("time")]),
        receipts,
    ]
}

async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let root = ["organisation", "application", "sequence", "manifest_root"];
    let mut one_root = Index::create().name("one_number_for_a_root").table("submissions").unique().take();
    for column in root {
        one_root.col(column);
    }
    manager.create_index(one_root).await?;
    for (table, column) in [
        ("submissions", "state"),
        ("receipts", "number"),
        ("packages", "number"),
        ("events", "subject"),
        ("certificates", "organisation"),
        ("enrolments", "answered_at"),
    ] {
        let index = Index::create().name(format!("{table}_by_{column}")).table(table).col(column).take();
        manager.create_index(index).await?;
    }
    Ok(())
}

fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create().table(name).take();
    for column in columns {
        table.col(column);
    }
    table
}

fn key(name: &'static str) -> ColumnDef {
    text(name).primary_key().take()
}
