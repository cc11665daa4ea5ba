//! Closed vocabularies: enums whose words are those of the contract, in JSON, data files and on the page.

/// Declares an enum with its words: `as_str`, `from_word`, `ALL`, and serde by word.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$item_meta:meta])* $item:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$item_meta])* #[serde(rename = $word)] $item),+ }

        impl $name {
            /// Every word of the vocabulary, in its order.
            #[allow(dead_code, reason = "a vocabulary inside a stage may not need all of it")]
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// The word as the contract writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$item => $word),+ }
            }

            /// The item of a word, or `None` for a word outside the vocabulary.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$item),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
