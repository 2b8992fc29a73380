"""Validates an OCFL storage root with ocfl-py: structure, every object, every digest, warnings too.

    judge_archive.py ROOT

Prints what it finds, and the number of objects. Exit 0 if nothing is found, 3 if anything is.
"""

import sys

import ocfl


def main(path):
    root = ocfl.StorageRoot(root=path)
    valid = root.validate(log_warnings=True, max_errors=1_000_000)
    found = [message for _, message in root.errors]
    traversal = root.log.status_str()
    if traversal:
        found.append(traversal)
    for message in found:
        print(message)
    print(f"objects {root.num_objects} good {root.good_objects}")
    sound = valid and not found and root.num_objects == root.good_objects
    return 0 if sound else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
