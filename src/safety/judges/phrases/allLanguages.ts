// Every language the rule judge reads. A new language is one file and one line here.
import { arabic } from './arabic';
import { chinese } from './chinese';
import { dutch } from './dutch';
import { english } from './english';
import { french } from './french';
import { german } from './german';
import { hindi } from './hindi';
import { indonesian } from './indonesian';
import { italian } from './italian';
import { japanese } from './japanese';
import { korean } from './korean';
import type { LanguagePhrases } from './phrase';
import { polish } from './polish';
import { portuguese } from './portuguese';
import { russian } from './russian';
import { spanish } from './spanish';
import { swedish } from './swedish';
import { turkish } from './turkish';
import { ukrainian } from './ukrainian';
import { vietnamese } from './vietnamese';

export const allLanguages: readonly LanguagePhrases[] = [
  english,
  spanish,
  portuguese,
  french,
  italian,
  german,
  dutch,
  swedish,
  polish,
  russian,
  ukrainian,
  chinese,
  japanese,
  korean,
  arabic,
  hindi,
  turkish,
  vietnamese,
  indonesian,
];
