-- What others may ask with plain SQL (docs/sql.md): rows alone, so that any program that reads SQLite can; neither this program's functions nor what it packed. Columns are added only; to rename one, to take one away or to change
-- what it means is another RAP_VIEWS_VERSION (schema.h). A database of `export --to sqlite` has the same names with more columns (export_tables.c). document and statement are keys within one file.
CREATE VIEW v_document AS SELECT d.id AS document, d.name AS id, d.source, d.title, d.url, d.language, d.author, d.published,
  CASE d.published_from WHEN 1 THEN 'record' WHEN 2 THEN 'line' WHEN 3 THEN 'dateline' WHEN 4 THEN 'file' WHEN 5 THEN 'metadata' WHEN 6 THEN 'url' WHEN 7 THEN 'capture' ELSE 'unknown' END AS published_from,
  d.day AS published_day,
  CASE WHEN c.id IS NULL THEN d.source || ':' || d.name ELSE c.source || ':' || c.name END AS family,
  lower(hex(d.text_hash)) AS text_sha256, p.stamp AS rules, d.n_mentions,
  (SELECT count(*) FROM statement s WHERE s.id BETWEEN d.id * 65536 AND d.id * 65536 + 65535) AS n_statements, d.n_warnings
  FROM document d JOIN pack p ON p.id = d.pack LEFT JOIN family_member m ON m.document = d.id LEFT JOIN family f ON f.id = m.family LEFT JOIN document c ON c.id = f.canonical;

CREATE VIEW v_participant AS SELECT x.document, d.name AS document_id, x.idx + 1 AS number, e.value AS person, e.name, x.function
  FROM participant x JOIN document d ON d.id = x.document JOIN entity e ON e.id = x.person;

CREATE VIEW v_stated_count AS SELECT x.document, d.name AS document_id, x.idx + 1 AS number, x.of AS counted, x.min AS least, x.max AS most, x.rule
  FROM stated_count x JOIN document d ON d.id = x.document;

CREATE VIEW v_event AS SELECT x.key AS event, x.name, s.value AS series, x.title, x.edition, x.start_date, x.end_date, x.place, x.state, x.country, x.chair, x.organiser, x.status, x.n_documents
  FROM event x JOIN entity s ON s.id = x.series;

CREATE VIEW v_event_document AS SELECT x.document, d.name AS document_id, x.idx + 1 AS number, e.key AS event, x.main, s.value AS series, x.title, x.edition, x.start_date, x.end_date, x.place, x.state, x.country, x.chair,
  x.organiser, x.status, x.rule
  FROM event_document x JOIN document d ON d.id = x.document JOIN entity s ON s.id = x.series LEFT JOIN event e ON e.id = x.event;

CREATE VIEW v_statement AS SELECT s.id AS statement, s.document, d.name AS document_id, s.id % 65536 + 1 AS number, d.published, e.key AS event, s.role, s.predicate, s.polarity, s.status, s.open, w.name AS speaker, s.rule
  FROM statement s JOIN document d ON d.id = s.document LEFT JOIN event_document a ON a.document = s.document AND a.idx = s.event_idx LEFT JOIN event e ON e.id = a.event LEFT JOIN entity w ON w.id = s.speaker;

CREATE VIEW v_statement_actor AS SELECT x.statement, x.ord + 1 AS number, e.value AS actor, e.kind, e.name
  FROM statement_actor x JOIN entity e ON e.id = x.actor;

CREATE VIEW v_statement_theme AS SELECT x.statement, x.ord + 1 AS number, e.value AS theme, coalesce(l.name, e.name) AS name
  FROM statement_theme x JOIN entity e ON e.id = x.theme LEFT JOIN lexicon l ON l.kind = 'theme' AND l.id = e.value;

CREATE VIEW v_family AS SELECT c.source || ':' || c.name AS family, m.document, d.name AS document_id, d.source, m.document = f.canonical AS canonical
  FROM family f JOIN document c ON c.id = f.canonical JOIN family_member m ON m.family = f.id JOIN document d ON d.id = m.document;

CREATE VIEW v_theme AS SELECT id AS theme, name, parent, coalesce(top, id) AS top, major_topic FROM lexicon WHERE kind = 'theme';
CREATE VIEW v_state AS SELECT id AS state, name, short, type FROM lexicon WHERE kind = 'state';
CREATE VIEW v_state_group AS SELECT id AS state_group, name, short, type FROM lexicon WHERE kind = 'group';
CREATE VIEW v_group_member AS SELECT container AS state_group, member AS state, since, until FROM lexicon_member;
