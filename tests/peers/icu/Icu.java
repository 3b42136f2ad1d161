import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Collator;
import com.ibm.icu.text.RuleBasedCollator;
import com.ibm.icu.text.Transliterator;
import com.ibm.icu.util.LocaleData;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.VersionInfo;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What ICU says of Armenian names. Icu ASKED, a file with one question a line, tab between the words:
 *
 *   latin    NAME          Latin letters by "Armenian-Latin/BGN" of the CLDR
 *   capitals NAME          capitals in Armenian
 *   sort     RULES NAME... the names in the order of "hy" and these further rules, letters alone compared
 *   versions               of ICU and of the CLDR
 *
 * One answer a line, in the order of the questions.
 */
public class Icu {
    private static final ULocale ARMENIAN = new ULocale("hy");

    public static void main(String[] arguments) throws Exception {
        Transliterator latin = Transliterator.getInstance("Armenian-Latin/BGN");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] words = line.split("\t", -1);
            switch (words[0]) {
                case "latin" -> out.println(latin.transliterate(words[1]));
                case "capitals" -> out.println(UCharacter.toUpperCase(ARMENIAN, words[1]));
                case "sort" -> out.println(sorted(words[1], Arrays.copyOfRange(words, 2, words.length)));
                case "versions" -> out.println(VersionInfo.ICU_VERSION + "\t" + LocaleData.getCLDRVersion());
                default -> throw new IllegalArgumentException(words[0]);
            }
        }
    }

    /** Names that letters do not tell apart stay in the order in which they came. */
    private static String sorted(String rules, String[] names) throws Exception {
        RuleBasedCollator ours = (RuleBasedCollator) Collator.getInstance(ARMENIAN);
        Collator order = new RuleBasedCollator(ours.getRules() + rules);
        order.setStrength(Collator.PRIMARY);
        Arrays.sort(names, order);
        return String.join("\t", names);
    }
}
