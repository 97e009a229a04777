/* charset_labels.c: the character sets and their labels. Layer: ingest.
 *
 * Labels, and the sets they mean, are those of the WHATWG Encoding Standard (section 4.2, "Names and labels"; "replacement" and "x-user-defined" are left out, which hold no text); besides UTF-32, common
 * spellings that the standard lacks, and the sets that uchardet may name. For "gbk" the standard decodes GB 18030; for "big5", "euc-kr" and "shift_jis" the extensions by Hong Kong and Windows.
 */
#include "ingest/charset_impl.h"

static const rap_charset charsets[] = {
    {"utf-8", {NULL}, RAP_CHARSET_UTF8, NULL, "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 utf-8-sig"},
    {"utf-16le", {NULL}, RAP_CHARSET_UTF16LE, NULL, "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le utf16 utf16le ucs-2le"},
    {"utf-16be", {NULL}, RAP_CHARSET_UTF16BE, NULL, "unicodefffe utf-16be utf16be ucs-2be"},
    {"utf-32le", {NULL}, RAP_CHARSET_UTF32LE, NULL, "utf-32 utf-32le utf32 utf32le ucs-4 ucs-4le iso-10646-ucs-4"},
    {"utf-32be", {NULL}, RAP_CHARSET_UTF32BE, NULL, "utf-32be utf32be ucs-4be"},
    {"windows-1252",
     {NULL},
     RAP_CHARSET_WINDOWS_1252,
     NULL,
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 latin-1 us-ascii windows-1252 x-cp1252"},
    {"iso-8859-2",
     {"ISO-8859-2", NULL},
     RAP_CHARSET_LATIN,
     "windows-1250",
     "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {"iso-8859-3",
     {"ISO-8859-3", NULL},
     RAP_CHARSET_LATIN,
     NULL,
     "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {"iso-8859-4",
     {"ISO-8859-4", NULL},
     RAP_CHARSET_LATIN,
     "windows-1257",
     "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {"iso-8859-5",
     {"ISO-8859-5", NULL},
     RAP_CHARSET_SCRIPT,
     NULL,
     "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"},
    {"iso-8859-6",
     {"ISO-8859-6", NULL},
     RAP_CHARSET_SCRIPT,
     NULL,
     "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
    {"iso-8859-7",
     {"ISO-8859-7", NULL},
     RAP_CHARSET_SCRIPT,
     "windows-1253",
     "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek"},
    {"iso-8859-8",
     {"ISO-8859-8", NULL},
     RAP_CHARSET_SCRIPT,
     "windows-1255",
     "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical"},
    {"iso-8859-10", {"ISO-8859-10", NULL}, RAP_CHARSET_LATIN, NULL, "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {"iso-8859-13", {"ISO-8859-13", NULL}, RAP_CHARSET_LATIN, "windows-1257", "iso-8859-13 iso8859-13 iso885913"},
    {"iso-8859-14", {"ISO-8859-14", NULL}, RAP_CHARSET_LATIN, NULL, "iso-8859-14 iso8859-14 iso885914"},
    {"iso-8859-15", {"ISO-8859-15", NULL}, RAP_CHARSET_LATIN, "windows-1252", "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"},
    {"iso-8859-16", {"ISO-8859-16", NULL}, RAP_CHARSET_LATIN, NULL, "iso-8859-16"},
    {"ibm866", {"CP866", "IBM866", NULL}, RAP_CHARSET_SCRIPT, NULL, "866 cp866 csibm866 ibm866"},
    {"koi8-r", {"KOI8-R", NULL}, RAP_CHARSET_SCRIPT, NULL, "cskoi8r koi koi8 koi8-r koi8_r"},
    {"koi8-u", {"KOI8-U", NULL}, RAP_CHARSET_SCRIPT, NULL, "koi8-ru koi8-u"},
    {"macintosh", {"MACINTOSH", "MacRoman", NULL}, RAP_CHARSET_LATIN, NULL, "csmacintosh mac macintosh x-mac-roman"},
    {"x-mac-cyrillic", {"MAC-CYRILLIC", "MacCyrillic", NULL}, RAP_CHARSET_SCRIPT, NULL, "mac-cyrillic x-mac-cyrillic x-mac-ukrainian"},
    {"x-mac-ce", {"MAC-CENTRALEUROPE", "MacCentralEurope", NULL}, RAP_CHARSET_LATIN, NULL, "mac-centraleurope x-mac-ce"},
    {"windows-874", {"CP874", NULL}, RAP_CHARSET_SCRIPT, NULL, "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"},
    {"windows-1250", {"CP1250", "WINDOWS-1250", NULL}, RAP_CHARSET_LATIN, NULL, "cp1250 windows-1250 x-cp1250"},
    {"windows-1251", {"CP1251", "WINDOWS-1251", NULL}, RAP_CHARSET_SCRIPT, NULL, "cp1251 windows-1251 x-cp1251"},
    {"windows-1253", {"CP1253", "WINDOWS-1253", NULL}, RAP_CHARSET_SCRIPT, NULL, "cp1253 windows-1253 x-cp1253"},
    {"windows-1254",
     {"CP1254", "WINDOWS-1254", NULL},
     RAP_CHARSET_LATIN,
     NULL,
     "cp1254 windows-1254 x-cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5"},
    {"windows-1255", {"CP1255", "WINDOWS-1255", NULL}, RAP_CHARSET_SCRIPT, NULL, "cp1255 windows-1255 x-cp1255"},
    {"windows-1256", {"CP1256", "WINDOWS-1256", NULL}, RAP_CHARSET_SCRIPT, NULL, "cp1256 windows-1256 x-cp1256"},
    {"windows-1257", {"CP1257", "WINDOWS-1257", NULL}, RAP_CHARSET_LATIN, NULL, "cp1257 windows-1257 x-cp1257"},
    {"windows-1258", {"CP1258", "WINDOWS-1258", NULL}, RAP_CHARSET_LATIN, NULL, "cp1258 windows-1258 x-cp1258"},
    {"ibm852", {"CP852", "IBM852", NULL}, RAP_CHARSET_LATIN, NULL, "852 cp852 ibm852"},
    {"ibm855", {"CP855", "IBM855", NULL}, RAP_CHARSET_SCRIPT, NULL, "855 cp855 ibm855"},
    {"viscii", {"VISCII", NULL}, RAP_CHARSET_LATIN, NULL, "csviscii viscii"},
    {"gbk",
     {"GB18030", "GBK", NULL},
     RAP_CHARSET_MULTI,
     NULL,
     "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk cp936"},
    {"gb18030", {"GB18030", NULL}, RAP_CHARSET_MULTI, NULL, "gb18030"},
    {"big5", {"BIG5-HKSCS", "BIG5", NULL}, RAP_CHARSET_MULTI, NULL, "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950"},
    {"euc-tw", {"EUC-TW", NULL}, RAP_CHARSET_MULTI, NULL, "euc-tw"},
    {"euc-jp", {"EUC-JP", NULL}, RAP_CHARSET_MULTI, NULL, "cseucpkdfmtjapanese euc-jp x-euc-jp"},
    {"shift_jis",
     {"CP932", "SHIFT_JIS", NULL},
     RAP_CHARSET_MULTI,
     NULL,
     "csshiftjis cp932 ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis"},
    {"euc-kr",
     {"CP949", "EUC-KR", NULL},
     RAP_CHARSET_MULTI,
     NULL,
     "cp949 cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 uhc windows-949"},
    {"iso-2022-jp", {"ISO-2022-JP", NULL}, RAP_CHARSET_ESCAPED, NULL, "csiso2022jp iso-2022-jp"},
    {"iso-2022-kr", {"ISO-2022-KR", NULL}, RAP_CHARSET_ESCAPED, NULL, "csiso2022kr iso-2022-kr"},
};

const rap_charset *rap_charset_find(rap_str label) {
  label = rap_str_trim(label);
  for (size_t i = 0; label.n && i < sizeof charsets / sizeof charsets[0]; i++) {
    rap_str rest = rap_str_of(charsets[i].labels), one;
    while (rap_str_split(&rest, ' ', &one))
      if (rap_str_eq_nocase(one, label)) return &charsets[i];
  }
  return NULL;
}

const char *rap_charset_name(rap_str label) {
  const rap_charset *set = rap_charset_find(label);
  return set ? set->name : NULL;
}

static const uint16_t windows_1252[32] = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                          0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                          0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

uint32_t rap_charset_windows_1252(unsigned char byte) { return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte; }
