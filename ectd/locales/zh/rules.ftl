# Messages of the findings: what is wrong, and how to mend it. $place is the file or folder.
