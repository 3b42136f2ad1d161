import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.sf.scuba.data.Gender;
import org.jmrtd.cbeff.BiometricDataBlock;
import org.jmrtd.cbeff.StandardBiometricHeader;
import org.jmrtd.lds.CBEFFDataGroup;
import org.jmrtd.lds.ImageInfo;
import org.jmrtd.lds.icao.DG2File;
import org.jmrtd.lds.icao.DG3File;
import org.jmrtd.lds.iso19794.FaceImageInfo;
import org.jmrtd.lds.iso19794.FaceInfo;
import org.jmrtd.lds.iso19794.FingerImageInfo;
import org.jmrtd.lds.iso19794.FingerInfo;
import org.jmrtd.lds.iso39794.DateTimeBlock;
import org.jmrtd.lds.iso39794.FaceImageDataBlock;
import org.jmrtd.lds.iso39794.FaceImageIdentityMetadataBlock;
import org.jmrtd.lds.iso39794.FaceImageInformation2DBlock;
import org.jmrtd.lds.iso39794.FaceImagePoseAngleBlock.AngleDataBlock;
import org.jmrtd.lds.iso39794.FaceImageRepresentation2DBlock;
import org.jmrtd.lds.iso39794.FaceImageRepresentationBlock;
import org.jmrtd.lds.iso39794.FingerImageDataBlock;
import org.jmrtd.lds.iso39794.FingerImagePositionCode;
import org.jmrtd.lds.iso39794.FingerImageRepresentationBlock;
import org.jmrtd.lds.iso39794.QualityBlock;
import org.jmrtd.lds.iso39794.RegistryIdBlock;
import org.jmrtd.lds.iso39794.VersionBlock;

/**
 * What JMRTD makes of data groups. Jmrtd ASKED, a file with one question a line, tab between the words:
 *
 *   read  2|3 FILE                      what is in the data group, a word for each record
 *   again 2|3 FILE                      whether JMRTD writes it again with the same bytes
 *   write 2|3 19794|39794 FILE PICTURE  a data group that JMRTD made of a picture
 *
 * One answer a line, in the order of the questions; "!" and the error where there is one. What it logs as a warning
 * while it reads stands behind the answer, after "~".
 */
public class Jmrtd {
    private static final List<String> WARNED = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        listen();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] words = line.split("\t", -1);
            WARNED.clear();
            String said;
            try {
                said = switch (words[0]) {
                    case "read" -> said(group(words[1], Path.of(words[2])));
                    case "again" -> again(words[1], Path.of(words[2]));
                    case "write" -> written(words[1], words[2], Path.of(words[3]), Files.readAllBytes(Path.of(words[4])));
                    default -> throw new IllegalArgumentException(words[0]);
                };
            } catch (Exception error) {
                said = "! " + error;
            }
            out.println((said + (WARNED.isEmpty() ? "" : "\t~ " + WARNED)).replace('\n', ' '));
        }
    }

    private static void listen() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new Handler() {
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                    WARNED.add(record.getMessage());
                }
            }

            public void flush() {
            }

            public void close() {
            }
        });
    }

    private static CBEFFDataGroup group(String number, Path file) throws Exception {
        InputStream data = new ByteArrayInputStream(Files.readAllBytes(file));
        return number.equals("2") ? new DG2File(data) : new DG3File(data);
    }

    private static String again(String number, Path file) throws Exception {
        return String.valueOf(java.util.Arrays.equals(group(number, file).getEncoded(), Files.readAllBytes(file)));
    }

    private static String said(CBEFFDataGroup group) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(String.valueOf(group.getEncodingType()));
        for (BiometricDataBlock block : group.getSubRecords()) {
            StandardBiometricHeader header = block.getStandardBiometricHeader();
            String subtype = HexFormat.of().formatHex(header.getElements().get(0x82));
            if (block instanceof FaceInfo face) {
                for (FaceImageInfo view : face.getFaceImageInfos()) {
                    words.add(words(subtype, picture(view), view.getMimeType(), view.getWidth(), view.getHeight(), view.getGender(),
                            view.getQuality(), view.getFaceImageType(), view.getSourceType(), view.getPoseAngle()[0]));
                }
            } else if (block instanceof FingerInfo finger) {
                for (FingerImageInfo view : finger.getFingerImageInfos()) {
                    words.add(words(subtype, picture(view), view.getMimeType(), view.getWidth(), view.getHeight(), view.getPosition(),
                            view.getQuality(), view.getImpressionType(), view.getViewCount(), view.getViewNumber(),
                            finger.getCaptureDeviceId(), finger.getAcquisitionLevel(), finger.getScaleUnits(),
                            finger.getHorizontalScanningResolution(), finger.getDepth()));
                }
            } else if (block instanceof FaceImageDataBlock face) {
                for (FaceImageRepresentationBlock view : face.getRepresentationBlocks()) {
                    words.add(words(subtype, picture(view), view.getMimeType(), view.getWidth(), view.getHeight(), person(view),
                            moment(view.getCaptureDateTimeBlock()), scores(view.getQualityBlocks()),
                            view.getImageRepresentation2DBlock().getImageInformation2DBlock().getFaceImageKind2DCode(),
                            view.getImageRepresentation2DBlock().getImageInformation2DBlock().getImageColourSpaceCode()));
                }
            } else if (block instanceof FingerImageDataBlock finger) {
                for (FingerImageRepresentationBlock view : finger.getRepresentationBlocks()) {
                    words.add(words(subtype, picture(view), view.getImageDataFormat(), view.getPosition(), view.getImpression(),
                            moment(view.getCaptureDateTimeBlock()), scores(view.getQualityBlocks()),
                            view.getSpatialSamplingRateBlock().getSamplesPerUnit(), view.getIsImageHasBeenLossilyCompressed()));
                }
            } else {
                throw new IllegalArgumentException(block.getClass().toString());
            }
        }
        return String.join("\t", words);
    }

    private static String person(FaceImageRepresentationBlock view) {
        FaceImageIdentityMetadataBlock person = view.getIdentityMetadataBlock();
        if (person == null) {
            return "-";
        }
        AngleDataBlock yaw = person.getPoseAngleBlock() == null ? null : person.getPoseAngleBlock().getYawAngleDataBlock();
        return person.getGenderCode() + "," + (yaw == null ? "-" : yaw.getAngleValue());
    }

    private static String moment(DateTimeBlock at) {
        return at == null ? "-" : at.getYear() + "-" + at.getMonth() + "-" + at.getDay();
    }

    private static String scores(List<QualityBlock> blocks) {
        if (blocks == null) {
            return "-";
        }
        List<String> said = new ArrayList<>();
        for (QualityBlock block : blocks) {
            RegistryIdBlock id = block.getAlgorithmIdBlock();
            said.add(id.getOrganization() + "/" + id.getId() + "=" + block.getScore());
        }
        return String.join(",", said);
    }

    private static String words(Object... values) {
        List<String> said = new ArrayList<>();
        for (Object value : values) {
            said.add(String.valueOf(value));
        }
        return String.join(" ", said);
    }

    /** The digest of the picture's bytes. */
    private static String picture(ImageInfo view) throws Exception {
        byte[] data = view.getImageInputStream().readNBytes(view.getImageLength());
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }

    private static String written(String number, String encoding, Path file, byte[] picture) throws Exception {
        CBEFFDataGroup made = number.equals("2") ? dg2(encoding, picture) : dg3(encoding, picture);
        Files.write(file, made.getEncoded());
        return "written";
    }

    private static DG2File dg2(String encoding, byte[] picture) throws Exception {
        if (encoding.equals("19794")) {
            FaceImageInfo view = new FaceImageInfo(Gender.FEMALE, FaceImageInfo.EyeColor.UNSPECIFIED, 0, 0, 0, new int[3],
                    new int[3], FaceImageInfo.FACE_IMAGE_TYPE_FULL_FRONTAL, FaceImageInfo.IMAGE_COLOR_SPACE_RGB24,
                    FaceImageInfo.SOURCE_TYPE_STATIC_PHOTO_DIGITAL_CAM, 0, 0, new FaceImageInfo.FeaturePoint[0], 413, 531,
                    new ByteArrayInputStream(picture), picture.length, FaceImageInfo.IMAGE_DATA_TYPE_JPEG2000);
            return DG2File.createISO19794DG2File(List.of(new FaceInfo(List.of(view))));
        }
        FaceImageInformation2DBlock information = new FaceImageInformation2DBlock(
                FaceImageInformation2DBlock.ImageDataFormatCode.JPEG2000_LOSSY, FaceImageInformation2DBlock.FaceImageKind2DCode.MRTD,
                null, null, null, null, null, new FaceImageInformation2DBlock.ImageSizeBlock(413, 531), null, null, null);
        FaceImageRepresentationBlock view = new FaceImageRepresentationBlock(BigInteger.ZERO,
                new FaceImageRepresentation2DBlock(picture, information, null), new DateTimeBlock(2026, 11, 30, 8, 30, 1, 250),
                List.of(new QualityBlock(new RegistryIdBlock(1, 65), 77)), null, null, null, null, null, null);
        return DG2File.createISO39794DG2File(List.of(new FaceImageDataBlock(new VersionBlock(3, 2019), List.of(view), null)));
    }

    private static DG3File dg3(String encoding, byte[] picture) throws Exception {
        if (encoding.equals("19794")) {
            List<FingerInfo> prints = new ArrayList<>();
            for (int position : new int[] {2, 7}) {
                FingerImageInfo view = new FingerImageInfo(position, 1, 1, 61, 0, 300, 400, new ByteArrayInputStream(picture),
                        picture.length, FingerInfo.COMPRESSION_WSQ);
                prints.add(new FingerInfo(0, 31, 1, 500, 500, 500, 500, 8, FingerInfo.COMPRESSION_WSQ, List.of(view)));
            }
            return DG3File.createISO19794DG3File(prints);
        }
        FingerImageRepresentationBlock view = new FingerImageRepresentationBlock(FingerImagePositionCode.LEFT_INDEX_FINGER,
                FingerImageRepresentationBlock.ImpressionCode.PLAIN_CONTACT,
                FingerImageRepresentationBlock.ImageDataFormatCode.WSQ, new DateTimeBlock(2026, 11, 30, 8, 30, 1, 250), null,
                List.of(new QualityBlock(new RegistryIdBlock(0x0101, 0x39), 61)), null, null, null, null, true, null, null, null,
                picture, null, null);
        return DG3File.createISO39794DG3File(List.of(new FingerImageDataBlock(new VersionBlock(3, 2019), List.of(view), null)));
    }
}
