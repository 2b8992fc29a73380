//! Segment digests out of what several copies say: every one may be damaged, and the signed package digest judges.

use std::collections::BTreeMap;

use crypto::digest::Sha256Digest;
use crypto::tree;
use package::identity::PackageDigest;

/// Finds the digests whose tree has the signed root. Candidates are whole lists; `of_block` gives further votes for one
/// block. The lists as they are come first, then, block by block, what most say.
pub fn digests(
    candidates: &[Vec<Sha256Digest>],
    count: usize,
    signed: PackageDigest,
    of_block: impl Fn(usize) -> Vec<Sha256Digest>,
) -> Option<Vec<Sha256Digest>> {
    let is_signed = |digests: &[Sha256Digest]| {
        digests.len() == count && tree::root(digests.iter().map(Sha256Digest::as_bytes)) == signed.0
    };
    if let Some(found) = candidates.iter().find(|candidate| is_signed(candidate)) {
        return Some(found.clone());
    }
    let voted: Option<Vec<Sha256Digest>> = (0..count)
        .map(|at| most(candidates.iter().filter_map(|list| list.get(at)).copied().chain(of_block(at))))
        .collect();
    voted.filter(|digests| is_signed(digests))
}

/// What most say; of two that as many say, the one that was said first.
pub fn most<T: Ord + Clone>(said: impl IntoIterator<Item = T>) -> Option<T> {
    let mut votes: BTreeMap<T, (usize, usize)> = BTreeMap::new();
    for (order, one) in said.into_iter().enumerate() {
        votes.entry(one).or_insert((0, order)).0 += 1;
    }
    let best = votes.into_iter().max_by_key(|(_, (count, order))| (*count, std::cmp::Reverse(*order)));
    best.map(|(one, _)| one)
}

#[cfg(test)]
mod tests {
    use super::{digests, most};
    use crypto::digest::Sha256Digest;
    use crypto::tree;
    use package::identity::PackageDigest;

    fn named(name: u8) -> Sha256Digest {
        Sha256Digest::of(&[name])
    }

    #[test]
    fn lists_that_are_all_damaged_at_other_places_still_give_the_truth() {
        let truth: Vec<_> = (0..5).map(named).collect();
        let signed = PackageDigest(tree::root(truth.iter().map(Sha256Digest::as_bytes)));
        let damaged = |at: usize| {
            let mut list = truth.clone();
            list[at] = named(99);
            list
        };
        let none = |_| Vec::new();
        let found = |lists: &[Vec<Sha256Digest>]| digests(lists, 5, signed, none);
        assert_eq!(found(&[damaged(0), truth.clone()]), Some(truth.clone()));
        assert_eq!(found(&[damaged(0), damaged(1), damaged(4)]), Some(truth.clone()));
        // Two lists: what the blocks themselves say decides.
        let blocks = |at: usize| vec![truth[at]];
        assert_eq!(digests(&[damaged(0), damaged(3)], 5, signed, blocks), Some(truth.clone()));
        assert_eq!(digests(&[], 5, signed, blocks), Some(truth.clone()));
        assert_eq!(found(&[damaged(0), damaged(0)]), None);
        assert_eq!(found(&[truth[..4].to_vec()]), None);
    }

    #[test]
    fn most_say_so() {
        assert_eq!(most([3, 1, 1]), Some(1));
        assert_eq!(most([3, 1]), Some(3));
        assert_eq!(most::<u8>([]), None);
    }
}
