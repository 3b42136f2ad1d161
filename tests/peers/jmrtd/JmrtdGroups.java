import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jmrtd.lds.AbstractTaggedLDSFile;
import org.jmrtd.lds.DisplayedImageDataGroup;
import org.jmrtd.lds.DisplayedImageInfo;
import org.jmrtd.lds.icao.COMFile;
import org.jmrtd.lds.icao.DG11File;
import org.jmrtd.lds.icao.DG12File;
import org.jmrtd.lds.icao.DG15File;
import org.jmrtd.lds.icao.DG1File;
import org.jmrtd.lds.icao.DG5File;
import org.jmrtd.lds.icao.DG7File;
import org.jmrtd.lds.icao.MRZInfo;

/**
 * What JMRTD makes of EF.COM and of the data groups without biometric records. JmrtdGroups ASKED, a file with one
 * question a line, tab between the words:
 *
 *   read  KIND FILE   what is in it, a word a field; "-" for an empty one
 *   again KIND FILE   whether JMRTD writes it again with the same bytes
 *   write KIND FILE   a data group 11 or 12 that JMRTD made
 *
 * KIND is com, 1, 5, 7, 11, 12 or 15. One answer a line, in the order of the questions; "!" and the error where there is one.
 */
public class JmrtdGroups {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] words = line.split("\t", -1);
            String said;
            try {
                Path file = Path.of(words[2]);
                said = switch (words[0]) {
                    case "read" -> String.join("\t", said(file(words[1], file)));
                    case "again" -> String.valueOf(Arrays.equals(file(words[1], file).getEncoded(), Files.readAllBytes(file)));
                    case "write" -> written(words[1], file);
                    default -> throw new IllegalArgumentException(words[0]);
                };
            } catch (Exception error) {
                said = "! " + error;
            }
            out.println(said.replace('\n', '|'));
        }
    }

    private static AbstractTaggedLDSFile file(String kind, Path path) throws Exception {
        InputStream data = new ByteArrayInputStream(Files.readAllBytes(path));
        return switch (kind) {
            case "com" -> new COMFile(data);
            case "1" -> new DG1File(data);
            case "5" -> new DG5File(data);
            case "7" -> new DG7File(data);
            case "11" -> new DG11File(data);
            case "12" -> new DG12File(data);
            case "15" -> new DG15File(data);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static List<String> said(AbstractTaggedLDSFile file) throws Exception {
        List<String> words = new ArrayList<>();
        if (file instanceof COMFile com) {
            add(words, com.getLDSVersion(), com.getUnicodeVersion(), Arrays.toString(com.getTagList()));
        } else if (file instanceof DG1File group) {
            MRZInfo zone = group.getMRZInfo();
            add(words, zone, zone.getDocumentNumber(), zone.getPrimaryIdentifier(), zone.getSecondaryIdentifier());
        } else if (file instanceof DisplayedImageDataGroup group) {
            for (DisplayedImageInfo picture : group.getImages()) {
                words.add(hex(picture.getImageInputStream().readAllBytes()));
            }
        } else if (file instanceof DG11File group) {
            add(words, group.getNameOfHolder(), group.getOtherNames(), group.getPersonalNumber(), group.getFullDateOfBirth(),
                    group.getPlaceOfBirth(), group.getPermanentAddress(), group.getTelephone(), group.getProfession(), group.getTitle(),
                    group.getPersonalSummary(), hex(group.getProofOfCitizenship()), group.getOtherValidTDNumbers(),
                    group.getCustodyInformation());
        } else if (file instanceof DG12File group) {
            add(words, group.getIssuingAuthority(), group.getDateOfIssue(), group.getNamesOfOtherPersons(),
                    group.getEndorsementsAndObservations(), group.getTaxOrExitRequirements(), hex(group.getImageOfFront()),
                    hex(group.getImageOfRear()), group.getDateAndTimeOfPersonalization(),
                    group.getPersonalizationSystemSerialNumber());
        } else {
            add(words, hex(((DG15File) file).getPublicKey().getEncoded()));
        }
        return words;
    }

    private static void add(List<String> words, Object... values) {
        for (Object value : values) {
            words.add(Objects.toString(value, "-"));
        }
    }

    private static String hex(byte[] data) {
        return data == null ? "-" : HexFormat.of().formatHex(data);
    }

    private static String written(String kind, Path file) throws Exception {
        AbstractTaggedLDSFile made = kind.equals("11")
                ? new DG11File("SMITH<<JOHN<J", List.of("BROWN<<JANE", "JONES"), "550690<1230", "19900615", List.of("ANYTOWN", "MN"),
                        List.of("123 MAPLE RD", "ANYTOWN"), "19525551212", "TEACHER", "DR", "TALL", new byte[] {1, 2},
                        List.of("AX1", "AX2"), "NONE")
                : new DG12File("AUTHORITY", "20261201", List.of("BROWN<<JANE"), "SEEN", "NONE", new byte[] {1}, new byte[] {2},
                        "20261201093000", "P-17");
        Files.write(file, made.getEncoded());
        return "written";
    }
}
