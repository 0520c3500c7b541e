//! The book, as mdBook builds it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use php_sockets_test_support::files::{Folder, folder};
use php_sockets_test_support::sources::source;

/// Not pages: the table of contents, and what a server returns for a missing page.
const PARTS: [&str; 2] = ["toc.html", "404.html"];

pub(crate) struct Book {
    folder: Folder,
    /// The pages, from the folder on.
    pages: Vec<String>,
}

impl Book {
    pub(crate) fn build() -> Result<Self> {
        let source = source("docs");
        let folder = folder();
        let built = Command::new("mdbook")
            .arg("build")
            .arg(source)
            .arg("--dest-dir")
            .arg(folder.path())
            .output()?;
        ensure!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );

        let mut pages = Vec::new();
        let mut folders = vec![folder.path().to_owned()];
        while let Some(inside) = folders.pop() {
            for entry in fs::read_dir(inside)? {
                let path = entry?.path();
                let name = path.strip_prefix(folder.path())?.display().to_string();
                if path.is_dir() {
                    folders.push(path);
                } else if name.ends_with(".html") && !PARTS.contains(&&*name) {
                    pages.push(name);
                }
            }
        }
        pages.sort();
        ensure!(pages.len() > 20, "only these pages: {pages:?}");
        Ok(Self { folder, pages })
    }

    pub(crate) fn pages(&self) -> &[String] {
        &self.pages
    }

    pub(crate) fn address(&self, page: &str) -> String {
        format!("file://{}/{page}", self.folder.path().display())
    }

    /// Whether a link leads to a file that is not a page and has no anchors.
    pub(crate) fn has_file(&self, address: &str, place: &str) -> bool {
        let path = address.strip_prefix("file://").unwrap_or_default();
        place.is_empty() && Path::new(path).is_file()
    }
}
