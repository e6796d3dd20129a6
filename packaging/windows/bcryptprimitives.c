/* Wine before 8.13 lacks the library that Go takes its random numbers from. With this one
 * in its place, scripts/package-check can run the Windows programs in Debian 12's Wine.
 * It is never part of a release. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return RtlGenRandom(data, (ULONG)size); }
