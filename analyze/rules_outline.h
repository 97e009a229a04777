/* rules_outline.h: what the writer and the reader of outlines share. Layer: analyze (inside). */
#ifndef RAP_ANALYZE_RULES_OUTLINE_H
#define RAP_ANALYZE_RULES_OUTLINE_H

/* Before a literal that stands for a term; no wording begins with it. */
#define RAP_OUTLINE_LITERAL '\x02'

#endif
