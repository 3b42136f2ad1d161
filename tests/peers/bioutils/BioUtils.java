import io.mosip.biometrics.util.ConvertRequestDto;
import io.mosip.biometrics.util.face.FaceBDIR;
import io.mosip.biometrics.util.face.FaceDecoder;
import io.mosip.biometrics.util.face.FaceQualityBlock;
import io.mosip.biometrics.util.finger.FingerBDIR;
import io.mosip.biometrics.util.finger.FingerDecoder;
import io.mosip.biometrics.util.finger.FingerQualityBlock;
import java.awt.image.BufferedImage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What MOSIP's library makes of records of ISO/IEC 19794:2011. BioUtils ASKED, a file with one question a line, tab
 * between the words:
 *
 *   face   FILE       what stands in the record
 *   finger FILE       the same
 *   face   FILE TO    and its picture, decoded: red, green, blue of each pixel
 *   finger FILE TO    grey of each pixel
 *
 * One answer a line, in the order of the questions; "!" and the error where there is one.
 */
public class BioUtils {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // it says things of its own
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] words = line.split("\t", -1);
            boolean face = words[0].equals("face");
            String said;
            try {
                ConvertRequestDto asked = asked(face, Files.readAllBytes(Path.of(words[1])));
                said = face ? face(asked) : finger(asked);
                if (words.length > 2) {
                    BufferedImage image = face ? FaceDecoder.convertFaceISOToBufferedImage(asked)
                            : FingerDecoder.convertFingerISOToBufferedImage(asked);
                    Files.write(Path.of(words[2]), pixels(image, face));
                    said += " " + image.getWidth() + " " + image.getHeight();
                }
            } catch (Throwable error) {
                said = "! " + error;
            }
            out.println(said.replace('\n', ' '));
        }
    }

    private static ConvertRequestDto asked(boolean face, byte[] record) {
        ConvertRequestDto asked = new ConvertRequestDto();
        asked.setVersion(face ? "ISO19794_5_2011" : "ISO19794_4_2011");
        asked.setPurpose("REGISTRATION");
        asked.setModality(face ? "Face" : "Finger");
        asked.setInputBytes(record);
        asked.setOnlyImageInformation(0);
        return asked;
    }

    private static String face(ConvertRequestDto asked) throws Exception {
        FaceBDIR found = FaceDecoder.getFaceBDIR(asked);
        List<String> scores = new ArrayList<>();
        for (FaceQualityBlock each : found.getQualityBlocks()) {
            scores.add(each.getQualityScore() + "/" + each.getQualityAlgorithmVendorIdentifier() + "/" + each.getQualityAlgorithmIdentifier());
        }
        return words(found.getCaptureYear(), found.getCaptureMonth(), found.getCaptureDay(), found.getGender(),
                found.getPoseAngle()[0], found.getFaceImageType(), found.getImageDataType(), found.getWidth(), found.getHeight(),
                found.getImageColorSpace(), found.getCaptureDeviceTechnologyIdentifier(), scores, digest(found.getImage()));
    }

    private static String finger(ConvertRequestDto asked) throws Exception {
        FingerBDIR found = FingerDecoder.getFingerBDIR(asked);
        List<String> scores = new ArrayList<>();
        for (FingerQualityBlock each : found.getQualityBlocks()) {
            scores.add(each.getQualityScore() + "/" + each.getQualityAlgorithmVendorIdentifier() + "/" + each.getQualityAlgorithmIdentifier());
        }
        return words(found.getCaptureYear(), found.getCaptureMonth(), found.getCaptureDay(), found.getFingerPosition(),
                found.getScaleUnits(), found.getImageSpatialSamplingRateHorizontal(), found.getBitDepth(), found.getCompressionType(),
                found.getImpressionType(), found.getLineLengthHorizontal(), found.getLineLengthVertical(), scores,
                digest(found.getImage()));
    }

    private static byte[] pixels(BufferedImage image, boolean colour) {
        int[] bands = colour ? new int[] {16, 8, 0} : new int[] {0};
        byte[] made = new byte[image.getWidth() * image.getHeight() * bands.length];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (colour) {
                    for (int band : bands) {
                        made[at++] = (byte) (image.getRGB(x, y) >> band);
                    }
                } else {
                    made[at++] = (byte) image.getRaster().getSample(x, y, 0);
                }
            }
        }
        return made;
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
