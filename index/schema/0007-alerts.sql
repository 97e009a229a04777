-- What was told already of a saved question and its parameters (index/alerts.h): sorted pairs of eight bytes each, what a row is known by and what it held.
CREATE TABLE alert(id INTEGER PRIMARY KEY, name TEXT NOT NULL, parameters TEXT NOT NULL, seen BLOB NOT NULL, UNIQUE(name, parameters));
