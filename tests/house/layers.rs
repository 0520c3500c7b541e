//! The layers of `src`: who may import from whom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use php_sockets_test_support::sources::{Source, module, rust_files};
use syn::visit::{self, Visit};
use syn::{Item, ItemImpl, ItemUse, Type, UseTree, Visibility};

/// From the top down. A module imports only from layers below its own.
const LAYERS: [(&str, &[&str]); 10] = [
    ("the front page", &["lib", "guide"]),
    (
        "topics",
        &[
            "addrinfo",
            "blocking",
            "connect",
            "create",
            "io_poll",
            "last_error",
            "message",
            "names",
            "option",
            "read",
            "recv",
            "select",
            "send",
            "stream",
            "write",
        ],
    ),
    ("a call is reported", &["trace"]),
    ("a string becomes an address", &["resolve"]),
    ("what topics share", &["argument", "buffer", "structs"]),
    ("the socket", &["socket"]),
    ("the address", &["address"]),
    ("the error", &["error"]),
    ("the system", &["sys"]),
    ("constants", &["constants"]),
];

/// The layer of a module, counted from the top.
fn layer(module: &str) -> Option<usize> {
    LAYERS
        .iter()
        .position(|(_, modules)| modules.contains(&module))
}

/// The paths that a file imports from this crate, as lists of names.
#[derive(Default)]
struct Imports(BTreeSet<Vec<String>>);

impl Imports {
    fn add(&mut self, mut path: Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.add(path, &tree.tree);
            }
            UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.add(path.clone(), tree)),
            UseTree::Name(name) if name.ident == "self" => _ = self.0.insert(path),
            UseTree::Name(name) => {
                path.push(name.ident.to_string());
                self.0.insert(path);
            }
            UseTree::Rename(name) => {
                path.push(name.ident.to_string());
                self.0.insert(path);
            }
            UseTree::Glob(_) => _ = self.0.insert(path),
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add(Vec::new(), &item.tree);
    }

    /// `pub(crate)` and `pub(super)` are not imports.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter();
        self.0
            .insert(names.map(|part| part.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

fn parsed(file: &Source) -> syn::File {
    syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path.display()))
}

fn imports(file: &Source) -> BTreeSet<Vec<String>> {
    let mut imports = Imports::default();
    imports.visit_file(&parsed(file));
    imports.0
}

/// What is wrong with the imports of a file.
fn wrong_imports(file: &Source) -> Vec<String> {
    let (at, own) = (file.path.display(), module(&file.path));
    let Some(from) = layer(&own) else {
        return vec![format!(
            "{at}: the module {own} has no layer: give it one in tests/house/layers.rs"
        )];
    };
    let mut wrong = Vec::new();
    for path in imports(file) {
        if path[0] != "crate" || path.get(1) == Some(&own) {
            continue;
        }
        let name = path.get(1).map_or("everything", String::as_str);
        match layer(name) {
            None => wrong.push(format!(
                "{at}: crate::{name} comes through the front page: import it from the module \
                 that defines it"
            )),
            Some(to) if to == from => wrong.push(format!(
                "{at}: {own} imports from {name}, which is beside it ({}): what both need \
                 belongs in a layer below",
                LAYERS[to].0
            )),
            Some(to) if to < from => wrong.push(format!(
                "{at}: {own} ({}) imports from {name} ({}), which is above it: the line belongs \
                 in {name}, or what it needs belongs below {own}",
                LAYERS[from].0, LAYERS[to].0
            )),
            Some(_) => {}
        }
    }
    wrong
}

#[test]
fn no_import_runs_up() {
    let wrong: Vec<_> = rust_files("src").iter().flat_map(wrong_imports).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The files of a folder of `src`, and which of them each imports from.
fn arrows_inside(folder: &[&Source]) -> BTreeMap<String, BTreeSet<String>> {
    let name = |file: &Source| {
        let stem = file.path.file_stem().unwrap();
        stem.to_string_lossy().into_owned()
    };
    let names: BTreeSet<_> = folder.iter().map(|file| name(file)).collect();
    let mut arrows = BTreeMap::new();
    for file in folder {
        let own = name(file);
        let to = imports(file).into_iter().filter_map(|path| {
            let (first, second) = (path[0].as_str(), path.get(1));
            match first {
                "super" if own == "mod" => None,
                "super" => Some(second.filter(|name| names.contains(*name)).cloned())
                    .map(|sibling| sibling.unwrap_or("mod".into())),
                _ if own == "mod" && names.contains(first) => Some(first.to_owned()),
                _ => None,
            }
        });
        let to: BTreeSet<_> = to.filter(|name| *name != own).collect();
        arrows.insert(own, to);
    }
    arrows
}

/// A chain of imports from a file back to itself, if there is one.
fn circle(arrows: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn walk(arrows: &BTreeMap<String, BTreeSet<String>>, way: &mut Vec<String>) -> bool {
        let next = arrows.get(way.last().unwrap()).cloned().unwrap_or_default();
        for name in next {
            let back = name == way[0];
            if !back && way.contains(&name) {
                continue;
            }
            way.push(name);
            if back || walk(arrows, way) {
                return true;
            }
            way.pop();
        }
        false
    }
    arrows.keys().find_map(|start| {
        let mut way = vec![start.clone()];
        walk(arrows, &mut way).then_some(way)
    })
}

#[test]
fn no_folder_has_a_circle() {
    let files = rust_files("src");
    let mut folders: BTreeMap<&Path, Vec<&Source>> = BTreeMap::new();
    for file in &files {
        let folder = file.path.parent().unwrap();
        folders.entry(folder).or_default().push(file);
    }
    folders.remove(Path::new("src"));
    assert!(folders.len() >= 7, "{:?}", folders.keys());

    let circles = folders.iter().filter_map(|(folder, files)| {
        let way = circle(&arrows_inside(files))?;
        Some(format!("{}: {}", folder.display(), way.join(" -> ")))
    });
    let circles: Vec<_> = circles.collect();
    assert!(circles.is_empty(), "\n{}", circles.join("\n"));
}

/// The types that a file gives methods of their own but does not define.
fn methods_for_others(file: &Source) -> Vec<String> {
    let items = parsed(file).items;
    let defined: BTreeSet<_> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let others = items.iter().filter_map(|item| match item {
        Item::Impl(ItemImpl {
            trait_: None,
            self_ty,
            ..
        }) => match &**self_ty {
            Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
            _ => None,
        },
        _ => None,
    });
    others.filter(|name| !defined.contains(name)).collect()
}

#[test]
fn a_type_has_its_methods_where_it_is_defined() {
    let wrong = rust_files("src").into_iter().flat_map(|file| {
        let names = methods_for_others(&file);
        let at = file.path.display().to_string();
        names
            .into_iter()
            .map(move |name| format!("{at}: methods of {name} belong where it is defined"))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_what_is_wrong() {
    let file = |path: &str, text: &str| Source {
        path: path.into(),
        text: text.into(),
    };
    let wrong = |path, text| wrong_imports(&file(path, text)).join("\n");

    for (path, text, expected) in [
        ("src/send.rs", "use crate::{Error, sys};", "front page"),
        ("src/send.rs", "use crate::recv::check;", "beside it"),
        ("src/sys/recv.rs", "use crate::error::Error;", "above it"),
        (
            "src/socket/mod.rs",
            "fn f() { crate::send::g() }",
            "above it",
        ),
        ("src/news.rs", "", "has no layer"),
    ] {
        assert!(wrong(path, text).contains(expected), "{path}: {text}");
    }
    assert_eq!(wrong("src/send.rs", "use crate::sys::{self, send};"), "");

    let (one, two) = (
        file("src/a/one.rs", "use super::two::X;"),
        file("src/a/two.rs", "use super::one::Y;"),
    );
    let way = circle(&arrows_inside(&[&one, &two]));
    assert_eq!(way, Some(vec!["one".into(), "two".into(), "one".into()]));

    let methods = methods_for_others(&file("src/a.rs", "struct A; impl A {} impl B<'_> {}"));
    assert_eq!(methods, ["B"]);
}
