//! The grams of `language` as tokens of the index.

use std::vec::IntoIter;

use language::search::{Gram, grams};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name of the tokeniser in the schema. A change of what it makes needs another one.
pub(crate) const NAME: &str = "grams-1";

#[derive(Clone)]
pub(crate) struct Grams;

pub(crate) struct Stream {
    rest: IntoIter<Gram>,
    token: Token,
}

impl Tokenizer for Grams {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream { rest: grams(text).into_iter(), token: Token::default() }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(gram) = self.rest.next() else { return false };
        self.token = Token {
            offset_from: gram.start,
            offset_to: gram.end,
            position: gram.place as usize,
            text: gram.text,
            position_length: 1,
        };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
