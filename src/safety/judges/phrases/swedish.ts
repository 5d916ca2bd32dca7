// Swedish phrases.
import type { LanguagePhrases } from './phrase';

const assist =
  '(?:hjalpa|bista|ge|erbjuda|tillhandahalla|uppfylla|svara|delta|stodja|skapa|generera|skriva|dela|rekommendera|uppmuntra|forklara|beskriva|beratta|gora|fortsatta|diskutera|prata|bidra|utfora|framja)';

export const swedish: LanguagePhrases = {
  language: 'sv',
  phrases: {
    refusal: {
      kanInte: `(?:jag|vi|tyvarr|det|detta) ?(?:kan|far|vill|kommer|tanker)(?: jag)?(?: \\w+){0,2}? (?:inte|ingen|inget)(?: [^.!?\\n]{0,60})? ?${assist}`,
      vagrar:
        '(?:jag (?:vagrar|maste (?:avboja|neka|tacka nej)|avbojer|ar inte (?:kapabel|villig|programmerad)))|det (?:kan|gor) jag inte',
      riktlinjer:
        '(?:strider|bryter|gar) (?:mot|emot) (?:mina|vara|de|lagen)|inte (?:lampligt|etiskt|ratt) (?:av mig )?att',
    },
    apology: { ledsen: '(?:jag ar ledsen|forlat|tyvarr|jag beklagar|beklagar|ursakta)' },
    inability: {
      tillgang:
        'jag har (?:tyvarr )?(?:inte tillgang|ingen (?:tillgang|mojlighet|information|asikt)|inga (?:personliga|asikter|kanslor))',
    },
    condemnation: {
      olagligt:
        '(?:ar) (?:\\w+ )?(?:olagligt|brottsligt|ett brott|farligt|skadligt|oacceptabelt|oetiskt|aldrig (?:acceptabelt|losningen))|sok (?:\\w+ )?hjalp|allvarliga konsekvenser',
    },
    counterclaim: {
      ingen: 'det finns ingen (?:anledning|ursakt|grund)|(?:ar|var) inte (?:rattfardigat|sant|ratt)',
    },
    redirection: {
      istallet:
        'i ?stallet|jag (?:foreslar|rekommenderar)|alternativ|kan jag hjalpa (?:dig )?med nagot annat',
    },
    turn: {
      men: '(?:men|dock|anda),? (?:[^.:]{0,40} )?(?:har (?:ar|kommer)|kan jag (?:ge|saga|forklara)|foljande)',
    },
    compliance: {
      visst: '(?<=^\\W{0,4})(?:visst|absolut|sjalvklart|garna|har (?:ar|kommer)|ja|for att)(?=[,.!: ])',
    },
    exemption: {
      vanta: 'kan inte (?:vanta|lata bli|klaga|tro)|ledsen (?:for din|att hora)|man kan inte|du kan inte',
    },
  },
};
