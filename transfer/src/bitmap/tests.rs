//! Sets, their two wire forms, and bytes that are neither.

use super::*;
use proptest::prelude::*;

fn with(length: u32, indices: &[u32]) -> Bitmap {
    let mut bitmap = Bitmap::new(length).unwrap();
    indices.iter().for_each(|index| {
        bitmap.insert(*index);
    });
    bitmap
}

#[test]
fn a_long_run_is_short_on_the_wire() {
    let mut bitmap = Bitmap::new(MAX_SEGMENTS).unwrap();
    (0..500_000).for_each(|index| {
        bitmap.insert(index);
    });
    assert!(minicbor::to_vec(&bitmap).unwrap().len() < 20);
}

#[test]
fn the_worst_pattern_is_no_longer_than_its_bits() {
    let even: Vec<u32> = (0..10_000).filter(|index| index % 2 == 0).collect();
    assert!(minicbor::to_vec(with(10_000, &even)).unwrap().len() <= 10_000 / 8 + 16);
}

#[test]
fn beyond_the_end_nothing_is_present() {
    let mut bitmap = with(9, &[8]);
    assert!(!bitmap.insert(9));
    assert!(!bitmap.contains(9) && !bitmap.contains(u32::MAX));
    assert_eq!(bitmap.next_missing(8), None);
    assert_eq!(bitmap.present(), 1);
}

#[test]
fn malformed_bytes_are_refused() {
    assert_eq!(
        Bitmap::from_bytes(MAX_SEGMENTS + 1, &[1]),
        Err(BitmapError::TooLong { length: MAX_SEGMENTS + 1 })
    );
    assert_eq!(Bitmap::from_bytes(9, &[]), Err(BitmapError::Form));
    assert_eq!(Bitmap::from_bytes(9, &[2, 0, 0]), Err(BitmapError::Form));
    assert_eq!(Bitmap::from_bytes(9, &[0, 0xff]), Err(BitmapError::Length));
    assert_eq!(Bitmap::from_bytes(9, &[0, 0xff, 0x02]), Err(BitmapError::Length), "a bit beyond the end");
    assert_eq!(Bitmap::from_bytes(9, &[1, 8]), Err(BitmapError::Length));
    assert_eq!(Bitmap::from_bytes(9, &[1, 8, 2]), Err(BitmapError::Length));
    assert_eq!(Bitmap::from_bytes(9, &[1, 0xff, 0xff, 0xff, 0xff, 0xff]), Err(BitmapError::Length));
}

#[test]
fn runs_beyond_the_package_are_no_indices() {
    assert_eq!(indices(Span { first: 3, count: 2 }, 5), Some(3..5));
    assert_eq!(indices(Span { first: 3, count: 3 }, 5), None);
    assert_eq!(indices(Span { first: 3, count: 0 }, 5), None);
    assert_eq!(indices(Span { first: u32::MAX, count: 2 }, 5), None);
}

proptest! {
    #[test]
    fn comes_back_from_the_wire(length in 0_u32..3000, indices in prop::collection::vec(0_u32..3000, 0..400)) {
        let bitmap = with(length, &indices);
        let bytes = minicbor::to_vec(&bitmap).unwrap();
        prop_assert_eq!(minicbor::decode::<Bitmap>(&bytes).unwrap(), bitmap);
    }

    #[test]
    fn missing_ones_are_found(length in 1_u32..400, indices in prop::collection::vec(0_u32..400, 0..600)) {
        let bitmap = with(length, &indices);
        let expected: Vec<u32> = (0..length).filter(|index| !bitmap.contains(*index)).collect();
        let mut found = Vec::new();
        while let Some(index) = bitmap.next_missing(found.last().map_or(0, |last| last + 1)) {
            found.push(index);
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), length in 0_u32..200) {
        if let Ok(bitmap) = Bitmap::from_bytes(length, &bytes) {
            prop_assert_eq!((0..length).filter(|i| bitmap.contains(*i)).count(), bitmap.present() as usize);
        }
        let _ = minicbor::decode::<Bitmap>(&bytes);
    }

    #[test]
    fn spans_hold_the_same_indices(mut list in prop::collection::vec(0_u32..300, 0..100)) {
        let flat: Vec<u32> = spans(list.clone()).into_iter().flat_map(|s| indices(s, 300).unwrap()).collect();
        list.sort_unstable();
        list.dedup();
        prop_assert_eq!(flat, list);
    }
}
