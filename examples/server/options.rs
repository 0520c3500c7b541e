//! The flags of the server, its port, and the language that it prints.

use std::fmt::Display;
use std::{env, process};

use anyhow::Context;
use lexopt::prelude::*;

const HELP: &str = "\
The article's server: serves five clients, one after another, on 127.0.0.1.

  --clients N  serve N clients
  --zh         print Chinese
  --help       show this

PORT in the environment is the port: 8001 by default, 0 for any free one.";

const CHINESE: [(&str, &str); 4] = [
    ("Listening on {} port {}.", "正在监听 {} 端口 {}。"),
    ("test successful\n", "测试成功\n"),
    ("Greeting sent.", "问候已发出。"),
    ("received: {}", "收到: {}"),
];

pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) clients: usize,
    zh: bool,
}

impl Options {
    pub(crate) fn read() -> anyhow::Result<Self> {
        let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
        let port = port
            .parse()
            .context("PORT must be a number from 0 to 65535")?;
        let mut options = Self {
            port,
            clients: 5,
            zh: false,
        };

        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("clients") => options.clients = arguments.value()?.parse()?,
                Long("zh") => options.zh = true,
                Long("help") | Short('h') => {
                    println!("{HELP}");
                    process::exit(0);
                }
                _ => return Err(argument.unexpected().into()),
            }
        }
        Ok(options)
    }

    /// Prints a line, in English or Chinese; each word takes the place of a `{}`.
    pub(crate) fn say(&self, english: &str, words: &[&dyn Display]) {
        let mut parts = self.text(english).split("{}");
        let mut line = parts.next().unwrap_or_default().to_owned();
        for (word, part) in words.iter().zip(parts) {
            line += &format!("{word}{part}");
        }
        println!("{line}");
    }

    pub(crate) fn text<'a>(&self, english: &'a str) -> &'a str {
        let known = CHINESE.iter().find(|(text, _)| *text == english);
        match known {
            Some((_, chinese)) if self.zh => chinese,
            _ => english,
        }
    }
}
