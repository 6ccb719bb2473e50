//! Names that are not UTF-8, through a report and out again.

use super::ReportError;
use crate::profile::{Profile, StringId, StringTable};

/// Where bytes that are not UTF-8 stand while a report is made: the last private characters of Unicode, one for each byte.
const FIRST: u32 = 0x10_ff00;

/// The profile with each byte that is not UTF-8 as a private character, so that texts can be cut, padded and compared as pprof
/// does it with the bytes. `None` where all names are UTF-8, as in nearly every profile.
pub(super) fn hidden(profile: &Profile) -> Result<Option<Profile>, ReportError> {
    if profile.strings().not_utf8().len() == 0 {
        return Ok(None);
    }
    let mut strings = StringTable::default();
    for id in (1..profile.strings().len()).map(StringId::new) {
        let mut text = String::new();
        for chunk in profile.strings().bytes(id).utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().filter_map(|&byte| char::from_u32(FIRST + u32::from(byte))));
        }
        strings.push(text.as_bytes())?;
    }
    let mut revision = profile.revise();
    revision.strings = strings.into();
    Ok(Some(revision.finish()?))
}

/// The text with those characters as the bytes that they stand for.
pub(super) fn restored(text: &[u8]) -> Vec<u8> {
    // The four bytes of U+10FF00 + N are F4 8F BC..BF 80..BF, of which the last two hold N.
    let mut restored = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        match rest {
            [0xf4, 0x8f, high @ 0xbc..=0xbf, low, behind @ ..] => {
                restored.push((high - 0xbc) << 6 | (low & 0x3f));
                rest = behind;
            }
            _ => {
                restored.push(byte);
                rest = tail;
            }
        }
    }
    restored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        for byte in 0..=u8::MAX {
            let hidden = char::from_u32(FIRST + u32::from(byte)).unwrap();
            assert_eq!(
                restored(format!("a{hidden}é").as_bytes()),
                [&[b'a', byte][..], "é".as_bytes()].concat()
            );
        }
    }
}
