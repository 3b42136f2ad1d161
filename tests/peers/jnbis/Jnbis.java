import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jnbis.api.model.Bitmap;
import org.jnbis.api.model.Nist;
import org.jnbis.api.model.record.FacialAndSmtImage;
import org.jnbis.api.model.record.HighResolutionGrayscaleFingerprint;
import org.jnbis.api.model.record.TransactionInformation;
import org.jnbis.api.model.record.UserDefinedDescriptiveText;
import org.jnbis.api.model.record.VariableResolutionFingerprint;

/**
 * What jnbis makes of files. Jnbis ASKED, a file with one question a line, tab between the words:
 *
 *   read FILE       of an ANSI/NIST file each record, a word for each; separators within a field as | and ;
 *   wsq  FILE TO    width, height, resolution of a WSQ picture; its pixels go to a file
 *
 * One answer a line, in the order of the questions; "!" and the error where there is one.
 */
public class Jnbis {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] words = line.split("\t", -1);
            String said;
            try {
                said = words[0].equals("read") ? read(Path.of(words[1])) : pixels(Path.of(words[1]), Path.of(words[2]));
            } catch (Exception error) {
                said = "! " + error;
            }
            out.println(said.replace('\n', ' ').replace('\u001e', ';').replace('\u001f', '|'));
        }
    }

    private static String read(Path file) throws Exception {
        Nist found = org.jnbis.api.Jnbis.nist().decode(Files.readAllBytes(file));
        List<String> said = new ArrayList<>();
        TransactionInformation first = found.getTransactionInfo();
        said.add(words(1, first.getVersion(), first.getFileContent(), first.getTypeOfTransaction(), first.getDate(),
                first.getDestinationAgencyId(), first.getOriginatingAgencyId(), first.getControlNumber(),
                first.getNativeScanningResolution(), first.getDomainName(), first.getGreenwichMeanTime()));
        for (UserDefinedDescriptiveText each : found.getUserDefinedTexts()) {
            said.add(words(2, each.getUserDefinedFields()));
        }
        for (HighResolutionGrayscaleFingerprint each : found.getHiResGrayscaleFingerprints()) {
            said.add(words(4, each.getImpressionType(), each.getFingerPosition(), each.getHorizontalLineLength(),
                    each.getVerticalLineLength(), each.getCompressionAlgorithm(), digest(each.getImageData())));
        }
        for (FacialAndSmtImage each : found.getFacialAndSmtImages()) {
            said.add(words(10, each.getImageType(), each.getSourceAgency(), each.getPhotoDate(), each.getHorizontalLineLength(),
                    each.getVerticalLineLength(), each.getHorizontalPixelScale(), each.getCompressionAlgorithm(),
                    each.getColorSpace(), each.getSubjectPose(), each.getSubjectQualityScore(), digest(each.getImageData())));
        }
        for (VariableResolutionFingerprint each : found.getVariableResFingerprints()) {
            said.add(words(14, each.getImpressionType(), each.getSourceAgency(), each.getCaptureDate(),
                    each.getHorizontalLineLength(), each.getVerticalLineLength(), each.getScaleUnits(),
                    each.getHorizontalPixelScale(), each.getCompressionAlgorithm(), each.getBitsPerPixel(),
                    each.getFingerPosition(), each.getAmputatedOrBandaged(), each.getFingerprintSegmentationPosition(),
                    each.getFingerprintQualityMetric(), digest(each.getImageData())));
        }
        return String.join("\t", said);
    }

    private static String pixels(Path file, Path to) throws Exception {
        Bitmap found = org.jnbis.api.Jnbis.wsq().decode(Files.readAllBytes(file)).asBitmap();
        Files.write(to, found.getPixels());
        return words(found.getWidth(), found.getHeight(), found.getPpi(), found.getDepth());
    }

    private static String words(Object... values) {
        List<String> said = new ArrayList<>();
        for (Object value : values) {
            said.add(String.valueOf(value));
        }
        return String.join(" ", said);
    }

    private static String digest(byte[] data) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }
}
