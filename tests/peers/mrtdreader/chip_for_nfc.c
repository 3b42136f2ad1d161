/* Stands in for libnfc under mrtdreader: the "document on the antenna" is a connection to the socket that CHIP names.
 * Each message is its length in two bytes and itself. Loaded with LD_PRELOAD. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int chip = -1;
static char device;

void nfc_init(void **context) { *context = &device; }
void nfc_exit(void *context) { (void)context; }
size_t nfc_list_devices(void *context, char names[][1024], size_t most) {
    (void)context;
    if (most > 0) strcpy(names[0], "chip");
    return most > 0 ? 1 : 0;
}
void *nfc_open(void *context, const char *name) {
    (void)context; (void)name;
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    strncpy(place.sun_path, getenv("CHIP"), sizeof place.sun_path - 1);
    chip = socket(AF_UNIX, SOCK_STREAM, 0);
    return connect(chip, (struct sockaddr *)&place, sizeof place) == 0 ? &device : NULL;
}
void nfc_close(void *pnd) { (void)pnd; close(chip); }
int nfc_initiator_init(void *pnd) { (void)pnd; return 0; }
const char *nfc_device_get_name(void *pnd) { (void)pnd; return "chip"; }
int nfc_device_set_property_bool(void *pnd, int which, int on) { (void)pnd; (void)which; (void)on; return 0; }
void nfc_perror(const void *pnd, const char *what) { (void)pnd; (void)what; }
int nfc_initiator_select_passive_target(void *pnd, ...) { (void)pnd; return 1; }

static int whole(uint8_t *into, size_t size) {
    for (size_t got = 0; got < size;) {
        ssize_t more = read(chip, into + got, size - got);
        if (more <= 0) return -1;
        got += (size_t)more;
    }
    return 0;
}

int nfc_initiator_transceive_bytes(void *pnd, const uint8_t *sent, size_t size, uint8_t *into, size_t most, int ms) {
    (void)pnd; (void)ms;
    uint8_t head[2] = {(uint8_t)(size >> 8), (uint8_t)size};
    if (write(chip, head, 2) != 2 || write(chip, sent, size) != (ssize_t)size || whole(head, 2)) return -1;
    size_t answer = (size_t)head[0] << 8 | head[1];
    if (answer > most || whole(into, answer)) return -1;
    return (int)answer;
}
